import type { Section } from "../../../core/news/section.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { ListedSource } from "../../../core/store/inbox/manage-sources.ts";
import type { Caller } from "../../http/callers/caller.ts";
import type { Form } from "../../http/form.ts";
import { csrfField, type DeskPress, deskFrame } from "../../people/pages/desk-frame.ts";
import { said } from "../../people/pages/sign-in-pages.ts";
import { timeCell } from "../../people/pages/time-cell.ts";
import { INTERVALS } from "./source-form.ts";

export interface SourcesView {
  caller: Caller;
  sections: Section[];
  sources: ListedSource[];
  done?: string;
  complaint?: string;
  /** One that was to be read just now. */
  read?: string;
  /** What stood in the form that was refused. */
  typed?: Form;
}

/** `/desk/sources`: where the inbox's items come from, and how each source is. */
export function drawSources(press: DeskPress, view: SourcesView): string {
  const { caller, sources, done, complaint, read } = view;
  const justRead = sources.find(({ id }) => id === read);
  const main = html`<h1>Sources</h1>
<p>What other newsrooms and agencies publish comes into the desk’s inbox. Nothing of it is published by itself.</p>
${done && html`<p class="done" role="status">${done}</p>`}
${complaint && said(complaint)}
${justRead && whatWasFound(justRead)}
${sources.length > 0 ? html`<ul class="sources">${sources.map((source) => item(press, view, source))}</ul>` : html`<p>There are none. Add the first one here.</p>`}
<section class="narrow" aria-labelledby="add"><h2 id="add">Add a source</h2>
<p>RSS, Atom, JSON Feed or ninjs. It is read at once, and you see what was found.</p>
<form class="fields" method="post" action="/desk/sources/add">${csrfField(caller)}<input type="hidden" name="on" value="yes">
${fields("new", view, view.typed)}
<p><button class="main">Add and read it</button></p></form></section>`;
  return deskFrame(press, { title: "Sources", caller, path: "/desk/sources", main });
}

function whatWasFound({ name, kind, itemsSeen, newest, lastError, lastPolledAt, isEnabled }: ListedSource): Markup {
  if (!isEnabled) return html`<p class="done" role="status">${name} is switched off, and is not read.</p>`;
  if (lastError !== null) return said(`${name} was not read. ${lastError} It is tried again by itself.`);
  if (lastPolledAt === null || kind === null) {
    return said(`${name} is kept, and no worker has read it yet. Look again in a moment.`);
  }
  return html`<div class="done" role="status"><p><b>${name}</b> was read: ${kind}, ${items(itemsSeen)} so far.</p>
${newest !== null && html`<p>The newest: “${newest}”</p>`}</div>`;
}

function items(count: number): string {
  return count === 1 ? "1 item" : `${count.toLocaleString("en-GB")} items`;
}

function item(press: DeskPress, view: SourcesView, source: ListedSource): Markup {
  const { caller } = view;
  const { id, name, url } = source;
  const act = (
    path: string,
    word: string,
  ): Markup => html`<form method="post" action="/desk/sources/${path}">${csrfField(caller)}
<input type="hidden" name="source" value="${id}"><button aria-label="${word}: ${name}">${word}</button></form>`;
  return html`<li class="source" data-state="${stateOf(source)}">
<h2>${name}</h2>
<p class="address">${url}</p>
<p class="health">${healthOf(press, source)}</p>
<dl><div><dt>Found</dt><dd>${source.kind ?? "nothing yet"}</dd></div>
<div><dt>Seen</dt><dd>${items(source.itemsSeen)}, ${source.waiting} waiting</dd></div>
<div><dt>Read</dt><dd>every ${everyWords(source.everySeconds)}</dd></div>
<div><dt>Last success</dt><dd>${source.lastSuccessAt === null ? "never" : timeCell(source.lastSuccessAt, press.site)}</dd></div></dl>
<div class="acts">${source.isEnabled && act("read", "Read now")}<details><summary>Change</summary>
<form class="fields" method="post" action="/desk/sources/change">${csrfField(caller)}<input type="hidden" name="source" value="${id}">
${fields(id, view, settingsOf(source))}
<p class="choices"><label><input type="checkbox" name="on" value="yes"${source.isEnabled && html` checked`}> <b>On</b> is read again and again</label></p>
<p><button class="main">Keep and read it</button></p></form>
${act("remove", "Remove with all its items")}</details></div></li>`;
}

function stateOf({ isEnabled, lastError, lastSuccessAt }: ListedSource): string {
  if (!isEnabled) return "off";
  if (lastError !== null) return "bad";
  return lastSuccessAt === null ? "new" : "well";
}

function healthOf({ site }: DeskPress, source: ListedSource): Markup {
  const { isEnabled, lastError, lastSuccessAt, failures, dueAt } = source;
  if (!isEnabled) return html`Switched off`;
  if (lastError === null) return lastSuccessAt === null ? html`Not read yet` : html`Well`;
  const tried = failures === 1 ? "Tried again at" : `Failed ${failures} times in a row; tried again at`;
  return html`${lastError} <span class="hint">${tried} ${timeCell(dueAt, site, true)}</span>`;
}

function settingsOf({ name, url, section, everySeconds }: ListedSource): Form {
  return { name, url, section, minutes: String(everySeconds / 60) };
}

function everyWords(seconds: number): string {
  if (seconds === 60) return "minute";
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} s`;
}

function fields(of: string, { sections }: SourcesView, { name, url, section, minutes = "5" }: Form = {}): Markup {
  const option = (value: string, words: string, present: string | undefined): Markup =>
    html`<option value="${value}"${value === present && html` selected`}>${words}</option>`;
  return html`<p><label for="name-${of}">Name, as readers are told</label>
<input id="name-${of}" name="name" required maxlength="80" autocomplete="off" value="${name}"></p>
<p><label for="url-${of}">Address</label>
<input id="url-${of}" name="url" type="url" required maxlength="2000" autocomplete="off" spellcheck="false" value="${url}"></p>
<p class="two"><span><label for="section-${of}">Section, to begin with</label>
<select id="section-${of}" name="section">${sections.map((each) => option(each.slug, each.name, section))}</select></span>
<span><label for="minutes-${of}">Read every</label>
<select id="minutes-${of}" name="minutes">${INTERVALS.map((each) => option(String(each), each === 1 ? "minute" : `${each} minutes`, minutes))}</select></span></p>`;
}
