import { ROLES, type Role } from "../../../core/news/desk-role.ts";
import { html, type Markup } from "../../../core/page/markup.ts";
import type { ListedAccount } from "../../../core/store/people/accounts.ts";
import type { ListedToken } from "../../../core/store/people/api-tokens.ts";
import type { Caller } from "../../http/callers/caller.ts";
import { csrfField, type DeskPress, deskFrame } from "./desk-frame.ts";
import { said } from "./sign-in-pages.ts";
import { timeCell } from "./time-cell.ts";

export interface PeopleView {
  caller: Caller;
  people: ListedAccount[];
  tokens: (ListedToken & { owner: string })[];
  done?: string | undefined;
  complaint?: string | undefined;
  /** A one-time link that was just made, and for whom. */
  link?: { url: string; name: string } | undefined;
}

const ROLE_WORDS: Record<Role, string> = {
  reporter: "writes drafts and submits them",
  editor: "publishes",
  admin: "publishes, and looks after people",
};

/** `/desk/people`: who may use the desk, and what an admin can do about it. */
export function drawPeople(press: DeskPress, view: PeopleView): string {
  const { caller, people, done, complaint, link } = view;
  const shown =
    link &&
    html`<div class="done" role="status"><p>Send this to ${link.name}. It works once, within some days, and is
shown only here:</p><p><code class="key">${link.url}</code></p></div>`;
  const main = html`<h1>People</h1>
${done && html`<p class="done" role="status">${done}</p>`}
${complaint && said(complaint)}
${shown}
<table class="list people"><thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Last seen</th><th scope="col">Role</th><th scope="col">Access</th></tr></thead>
<tbody>${people.map((person) => row(press, caller, person))}</tbody></table>
${invitation(caller)}
${view.tokens.length > 0 && tokenList(press, view)}`;
  return deskFrame(press, { title: "People", caller, path: "/desk/people", main });
}

function row({ site }: DeskPress, caller: Caller, person: ListedAccount): Markup {
  const { id, name, email, role, lastSeenAt } = person;
  const act = (
    path: string,
    word: string,
  ): Markup => html`<form method="post" action="/desk/people/${path}">${csrfField(caller)}
<input type="hidden" name="account" value="${id}"><button aria-label="${word} ${name}">${word}</button></form>`;
  const options = ROLES.map((one) => html`<option${one === role && html` selected`}>${one}</option>`);
  return html`<tr><th scope="row">${name}${id === caller.account && html` <b>you</b>`}<br><span class="hint">${email}</span></th>
<td data-label="State">${stateOf(person)}</td><td data-label="Last seen">${lastSeenAt === null ? "not signed in" : timeCell(lastSeenAt, site)}</td>
<td data-label="Role"><form method="post" action="/desk/people/role">${csrfField(caller)}<input type="hidden" name="account" value="${id}">
<select name="role" aria-label="Role of ${name}">${options}</select><button aria-label="Change the role of ${name}">Change</button></form></td>
<td class="acts">${person.isDisabled ? act("enable", "Let in again") : act("disable", "Shut out")}${act("reset", "Reset")}</td></tr>`;
}

function stateOf({ isDisabled, isAwaited, hasSecondFactor }: ListedAccount): string {
  if (isDisabled) return "shut out";
  if (isAwaited) return "has a link to use";
  return hasSecondFactor ? "with second factor" : "password only";
}

function tokenList({ site }: DeskPress, { caller, tokens }: PeopleView): Markup {
  const rows = tokens.map(
    ({ id, name, owner, scopes, usedAt }) => html`<tr><th scope="row">${name}</th><td data-label="Of">${owner}</td>
<td data-label="May">${scopes.join(", ")}</td><td data-label="Last used">${usedAt === null ? "never" : timeCell(usedAt, site)}</td>
<td><form method="post" action="/desk/people/tokens/revoke">${csrfField(caller)}<input type="hidden" name="token" value="${id}">
<button aria-label="Revoke ${name} of ${owner}">Revoke</button></form></td></tr>`,
  );
  return html`<section aria-labelledby="tokens"><h2 id="tokens">Tokens in force</h2>
<table class="list"><thead><tr><th scope="col">Token</th><th scope="col">Of</th><th scope="col">May</th><th scope="col">Last used</th><td></td></tr></thead>
<tbody>${rows}</tbody></table></section>`;
}

function invitation(caller: Caller): Markup {
  const choices = ROLES.map(
    (role) =>
      html`<label><input type="radio" name="role" value="${role}"${role === "reporter" && html` checked`}> <b>${role}</b> ${ROLE_WORDS[role]}</label>`,
  );
  return html`<section class="narrow" aria-labelledby="invite"><h2 id="invite">Invite somebody</h2>
<p>You get a link to send. Whoever follows it chooses a password and sets up the second factor.</p>
<form class="fields" method="post" action="/desk/people/invite">${csrfField(caller)}
<p><label for="name">Name</label><input id="name" name="name" required maxlength="120" autocomplete="off"></p>
<p><label for="email">E-mail address</label><input id="email" name="email" type="email" required maxlength="254" autocomplete="off"></p>
<fieldset class="choices"><legend>Role</legend>${choices}</fieldset>
<p><button class="main">Make the link</button></p></form></section>`;
}
