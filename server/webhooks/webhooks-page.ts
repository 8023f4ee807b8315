import type { Section } from "../../core/news/section.ts";
import { html, type Markup } from "../../core/page/markup.ts";
import { GIVE_UP_DAYS } from "../../core/store/webhooks/deliveries.ts";
import type { ListedWebhook } from "../../core/store/webhooks/keep-webhooks.ts";
import type { Caller } from "../http/callers/caller.ts";
import type { Form } from "../http/form.ts";
import { csrfField, type DeskPress, deskFrame } from "../people/pages/desk-frame.ts";
import { said } from "../people/pages/sign-in-pages.ts";
import { timeCell } from "../people/pages/time-cell.ts";

export interface WebhooksView {
  caller: Caller;
  webhooks: ListedWebhook[];
  sections: readonly Section[];
  done?: string | undefined;
  complaint?: string | undefined;
  /** A webhook that was just made, with its secret. */
  made?: { name: string; secret: string } | undefined;
  /** A form that was refused, to be put right. */
  typed?: Form | undefined;
}

/** `/desk/webhooks`: whom the paper tells by itself, how that goes, and what an admin can do about it. */
export function drawWebhooks(press: DeskPress, view: WebhooksView): string {
  const { caller, webhooks, done, complaint, made } = view;
  const secret =
    made &&
    html`<div class="done" role="status"><p>This is the secret of ${made.name}, shown only here. Its receiver proves by
it that a message is from this paper:</p><p><code class="key">${made.secret}</code></p></div>`;
  const table = html`<table class="list hooks"><thead><tr><th scope="col">Webhook</th><th scope="col">How it goes</th><th scope="col">Last taken</th><td></td></tr></thead>
<tbody>${webhooks.map((webhook) => row(press, view, webhook))}</tbody></table>`;
  const main = html`<h1>Webhooks</h1>
<p>Programs elsewhere that are told what is on the wire, in order and signed, until they have said that they have it.</p>
${done && html`<p class="done" role="status">${done}</p>`}
${complaint && said(complaint)}
${secret}
${webhooks.length > 0 ? table : html`<p>There are none. Make the first one here.</p>`}
${making(view)}`;
  return deskFrame(press, { title: "Webhooks", caller, path: "/desk/webhooks", main });
}

function row({ site }: DeskPress, { caller, sections }: WebhooksView, webhook: ListedWebhook): Markup {
  const { id, kind, name, url, state, deliveredAt } = webhook;
  const act = (
    path: string,
    word: string,
  ): Markup => html`<form method="post" action="/desk/webhooks/${path}">${csrfField(caller)}
<input type="hidden" name="webhook" value="${id}"><button aria-label="${word} ${name}">${word}</button></form>`;
  const acts = [state === "active" ? act("pause", "Pause") : act("resume", "Resume"), act("delete", "Delete")];
  const names = webhook.sections.map((slug) => sections.find((known) => known.slug === slug)?.name ?? slug);
  const wish = [
    names.length > 0 ? names.join(", ") : "all sections",
    ...(webhook.events.length === 1 ? webhook.events : []),
  ];
  const about = kind === "hub" ? "WebSub hub, from WEBSUB_HUBS" : wish.join("; ");
  return html`<tr><th scope="row">${kind === "hub" ? "Hub" : name}<br><span class="hint">${url}<br>${about}</span></th>
<td data-label="How it goes">${progress(site, webhook)}</td>
<td data-label="Last taken">${deliveredAt === null ? "never" : timeCell(deliveredAt, site)}</td>
<td class="acts">${kind === "events" && acts}</td></tr>`;
}

/** One sentence that says how it stands, and what can be done. */
function progress(site: DeskPress["site"], webhook: ListedWebhook): Markup {
  const { state, waiting, failingSince, lastFailure, attempts, nextAt } = webhook;
  const owed =
    waiting === null ? "The wire begins anew for it" : waiting === 1 ? "1 event waits" : `${waiting} events wait`;
  if (state === "disabled")
    return html`<strong>Disabled: it takes nothing any more (${lastFailure}).</strong> ${owed}. After ${GIVE_UP_DAYS} days in
vain it is not tried again. When its receiver is well, resume it: it goes on where it stopped.`;
  if (state === "paused") return html`Paused. ${owed}.`;
  if (failingSince !== null)
    return html`<strong>Takes nothing since ${timeCell(failingSince, site)}: ${lastFailure}.</strong> ${owed}. Tried
${attempts === 1 ? "once" : `${attempts} times`}; the next time ${timeCell(nextAt, site, true)}.`;
  return waiting === 0 ? html`Has everything.` : html`${owed}.`;
}

const EVENT_WORDS = { headline: "stories: new, changed, taken back", newsletter: "issues of newsletters" } as const;

function making({ caller, sections, typed = {} }: WebhooksView): Markup {
  const tick = (name: string, isTicked: boolean, words: string): Markup =>
    html`<label><input type="checkbox" name="${name}" value="yes"${isTicked && html` checked`}> ${words}</label>`;
  const isNew = typed.url === undefined;
  const events = Object.entries(EVENT_WORDS).map(([name, words]) =>
    tick(`event-${name}`, isNew || typed[`event-${name}`] === "yes", words),
  );
  const some = sections.map(({ slug, name }) => tick(`section-${slug}`, typed[`section-${slug}`] === "yes", name));
  return html`<section class="narrow" aria-labelledby="make"><h2 id="make">Make a webhook</h2>
<p>It begins with what comes after this moment. What a receiver has to do stands on <a href="/v1/docs#/webhooks">the API’s page</a>.</p>
<form class="fields" method="post" action="/desk/webhooks/make">${csrfField(caller)}
<p><label for="name">What it is for</label><input id="name" name="name" required maxlength="60" autocomplete="off" value="${typed.name}"></p>
<p><label for="url">Address</label><input id="url" name="url" type="url" required maxlength="2000" autocomplete="off" placeholder="https://" value="${typed.url}"></p>
<fieldset class="choices"><legend>It is told of</legend>${events}</fieldset>
<fieldset class="choices many"><legend>Sections; none chosen: all</legend>${some}</fieldset>
<p><button class="main">Make it</button></p></form></section>`;
}
