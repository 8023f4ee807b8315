import { html, type Markup } from "../../../core/page/markup.ts";
import type { AuditFilter, AuditLine } from "../../../core/store/people/audit-log.ts";
import type { Caller } from "../../http/callers/caller.ts";
import { type DeskPress, deskFrame } from "./desk-frame.ts";
import { timeCell } from "./time-cell.ts";

export interface AuditView {
  caller: Caller;
  lines: AuditLine[];
  /** Everybody that the log names. */
  actors: { account: string; name: string }[];
  /** Names of accounts by their ids. */
  names: ReadonlyMap<string, string>;
  filter: AuditFilter;
  /** The query of the next older page; null: there is none. */
  older: string | null;
}

/** Every area of acts, in the words of the page. */
const AREAS: Record<string, string> = {
  story: "stories",
  issue: "newsletters",
  mail: "the rate of mails",
  people: "people and roles",
  "sign-in": "signing in",
  session: "sessions",
  password: "passwords",
  "second-factor": "second factors",
  token: "tokens",
  webhook: "webhooks",
  queue: "queues",
  source: "sources of the inbox",
};

/** `/desk/audit-log`: who did what, when, from where; the newest first. */
export function drawAuditLog(press: DeskPress, view: AuditView): string {
  const { caller, lines, older, filter } = view;
  const query = new URLSearchParams(chosen(filter)).toString();
  const suffix = query === "" ? "" : `?${query}`;
  const rows = lines.map(
    ({ at, name, act, about, address }) => html`<tr><th scope="row">${timeCell(at, press.site, true)}</th>
<td data-label="Who">${name}</td><td data-label="Act"><code>${act}</code></td>
<td data-label="About">${told(about, view.names)}</td><td data-label="From">${address ?? "this machine"}</td></tr>`,
  );
  const table = html`<table class="list log"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">Act</th><th scope="col">About</th><th scope="col">From</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const main = html`<h1>Audit log</h1>
<p>Every act of everybody at the desk. Lines are added and never changed.</p>
${choice(view)}
${lines.length > 0 ? table : html`<p>Nothing of that kind.</p>`}
<p class="ways">${older && html`<a class="button" href="/desk/audit-log?${older}">Earlier</a>`}
<a class="button" href="/desk/audit-log/lines.jsonl${suffix}">All of it as JSON Lines</a>
<a class="button" href="/desk/audit-log/lines.csv${suffix}">All of it as CSV</a></p>`;
  return deskFrame(press, { title: "Audit log", caller, path: "/desk/audit-log", main });
}

function choice({ actors, filter }: AuditView): Markup {
  const option = (value: string, words: string, present: string | undefined): Markup =>
    html`<option value="${value}"${value === (present ?? "") && html` selected`}>${words}</option>`;
  return html`<form class="choose" method="get" action="/desk/audit-log">
<p><label for="account">Who</label><select id="account" name="account">${option("", "everybody", filter.account)}
${actors.map(({ account, name }) => option(account, name, filter.account))}</select></p>
<p><label for="act">What</label><select id="act" name="act">${option("", "everything", filter.act)}
${Object.entries(AREAS).map(([area, words]) => option(area, words, filter.act))}</select></p>
<p><button>Show</button></p></form>`;
}

/** The part of a filter that is more than a place in the list. */
export function chosen({ account, act }: AuditFilter): Record<string, string> {
  return { ...(account !== undefined && { account }), ...(act !== undefined && { act }) };
}

function told(about: Record<string, unknown>, names: ReadonlyMap<string, string>): Markup {
  const parts = Object.entries(about).map(([what, value]) => {
    const words = Array.isArray(value) ? value.join(", ") : String(value);
    if (what === "account") return html`<span class="about">${names.get(words) ?? words}</span>`;
    if (what === "story")
      return html`<span class="about">story <a href="/story/${words}/now">${words.slice(-6)}</a></span>`;
    return html`<span class="about">${what} ${what === "token" ? words.slice(-6) : words}</span>`;
  });
  return html`${parts}`;
}
