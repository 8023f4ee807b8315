import { SCOPES } from "../../../core/news/desk-role.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { ListedToken } from "../../../core/store/people/api-tokens.ts";
import type { ListedSession } from "../../../core/store/people/sessions.ts";
import type { Caller } from "../../http/callers/caller.ts";
import { browserName } from "./browser-name.ts";
import { csrfField, type DeskPress, deskFrame } from "./desk-frame.ts";
import { newPasswordFields, ownPasswordField } from "./password-fields.ts";
import { said } from "./sign-in-pages.ts";
import { timeCell } from "./time-cell.ts";

export interface AccountView {
  caller: Caller;
  sessions: ListedSession[];
  tokens: ListedToken[];
  /** What was just done. */
  done?: string | undefined;
  complaint?: string | undefined;
  /** A token's secret, shown this once. */
  secret?: string | undefined;
}

const SCOPE_WORDS = {
  read: "what is the desk’s: drafts and receipts",
  draft: "write stories and submit them",
  publish: "and correct, and take back",
} as const;

/** `/desk/account`: everything about oneself. */
export function drawAccount(press: DeskPress, view: AccountView): string {
  const { caller, done, complaint } = view;
  const factor = caller.hasSecondFactor ? "set up" : "not set up";
  const main = html`<h1>Your account</h1>
${done && html`<p class="done" role="status">${done}</p>`}
${complaint && said(complaint)}
<section aria-labelledby="who"><h2 id="who">${caller.name}</h2>
<p>${caller.email}, ${caller.role}</p>
<p>Second factor: ${factor}. <a href="/desk/second-factor">${caller.hasSecondFactor ? "Change it" : "Set it up"}</a></p></section>
${sessionList(press, view)}
${passwordForm(caller)}
${tokenList(press, view)}`;
  return deskFrame(press, { title: "Your account", caller, path: "/desk/account", main });
}

function sessionList({ site }: DeskPress, { caller, sessions }: AccountView): Markup {
  const rows = sessions.map(({ id, agent, address, createdAt, usedAt }) => {
    const isThis = id === caller.session?.id;
    const end = html`<form method="post" action="/desk/account/sessions/end">${csrfField(caller)}
<input type="hidden" name="session" value="${id}"><button aria-label="End the session of ${browserName(agent)}">End</button></form>`;
    return html`<tr><th scope="row">${browserName(agent)}${isThis && html` <b>this one</b>`}</th>
<td data-label="Address">${address}</td><td data-label="Since">${timeCell(createdAt, site)}</td>
<td data-label="Last used">${timeCell(usedAt, site)}</td><td>${end}</td></tr>`;
  });
  return html`<section aria-labelledby="sessions"><h2 id="sessions">Where you are signed in</h2>
<table class="list"><thead><tr><th scope="col">Browser</th><th scope="col">Address</th><th scope="col">Since</th><th scope="col">Last used</th><td></td></tr></thead>
<tbody>${rows}</tbody></table>
<form method="post" action="/desk/account/sessions/end">${csrfField(caller)}<button>Sign out everywhere</button></form></section>`;
}

function passwordForm(caller: Caller): Markup {
  return html`<section class="narrow" aria-labelledby="password"><h2 id="password">Change the password</h2>
<p>You stay signed in here, and nowhere else.</p>
<form class="fields" method="post" action="/desk/account/password">${csrfField(caller)}
${ownPasswordField("current")}
${newPasswordFields()}
<p><button>Change it</button></p></form></section>`;
}

function tokenList({ site }: DeskPress, { caller, tokens, secret }: AccountView): Markup {
  const rows = tokens.map(
    ({ id, name, scopes, createdAt, usedAt }) => html`<tr><th scope="row">${name}</th>
<td data-label="May">${scopes.join(", ")}</td><td data-label="Since">${timeCell(createdAt, site)}</td>
<td data-label="Last used">${usedAt === null ? "never" : timeCell(usedAt, site)}</td>
<td><form method="post" action="/desk/account/tokens/revoke">${csrfField(caller)}<input type="hidden" name="token" value="${id}">
<button aria-label="Revoke ${name}">Revoke</button></form></td></tr>`,
  );
  const table = html`<table class="list"><thead><tr><th scope="col">Token</th><th scope="col">May</th><th scope="col">Since</th><th scope="col">Last used</th><td></td></tr></thead>
<tbody>${rows}</tbody></table>`;
  const choices = SCOPES.map(
    (scope) =>
      html`<label><input type="checkbox" name="scope-${scope}" value="yes"> <b>${scope}</b> ${SCOPE_WORDS[scope]}</label>`,
  );
  return html`<section aria-labelledby="tokens"><h2 id="tokens">Tokens for programs</h2>
<p>A program that sends <code>Authorization: Bearer</code> with a token acts as you, as far as the token and your role allow.</p>
${secret && html`<p class="done" role="status">The new token, shown this once: <code class="key">${secret}</code></p>`}
${rows.length > 0 ? table : html`<p>You have none.</p>`}
<form class="fields narrow" method="post" action="/desk/account/tokens">${csrfField(caller)}
<p><label for="token-name">What it is for</label><input id="token-name" name="name" required maxlength="60"></p>
<fieldset class="choices"><legend>It may</legend>${choices}</fieldset>
<p><button>Make a token</button></p></form></section>`;
}
