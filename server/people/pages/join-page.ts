import { html } from "../../../core/page/markup.ts";
import type { OneTimeLink } from "../../../core/store/people/one-time-links.ts";
import { type DeskPress, deskFrame } from "./desk-frame.ts";
import { newPasswordFields } from "./password-fields.ts";
import { said } from "./sign-in-pages.ts";

export interface JoinView {
  secret: string;
  link: OneTimeLink;
  name?: string;
  email?: string;
  complaint?: string;
}

const WORDS = {
  "first-run": {
    title: "Set up the desk",
    lead: "You are the first here, and its admin. Then you can invite everybody else.",
  },
  invite: { title: "Welcome to the desk", lead: "Choose a password, and then a second factor." },
  reset: {
    title: "Begin anew",
    lead: "What you used before counts no more. Choose a new password, and then a second factor.",
  },
} as const;

/** What a one-time link leads to: who one is, and the password. */
export function drawJoin(press: DeskPress, { secret, link, name, email, complaint }: JoinView): string {
  const { title, lead } = WORDS[link.purpose];
  const address = html`<p><label for="email">E-mail address, to sign in with</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${email}"></p>`;
  const known = html`<p><label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" readonly value="${link.email}"></p>`;
  const main = html`<section class="narrow">
<h1>${title}</h1>
<p>${lead}</p>
${complaint && said(complaint)}
<form class="fields" method="post" action="/desk/join"><input type="hidden" name="link" value="${secret}">
<p><label for="name">Your name, as colleagues read it</label>
<input id="name" name="name" autocomplete="name" required maxlength="120" value="${name ?? link.name}"></p>
${link.email === null ? address : known}
${newPasswordFields()}
<p><button class="main">Continue</button></p>
</form>
</section>`;
  return deskFrame(press, { title, caller: null, path: "/desk/join", main });
}

/** A link that was used, is too old, or never was one: nobody learns which. */
export function drawDeadLink(press: DeskPress): string {
  const main = html`<section class="narrow">
<h1>This link is good for nothing any more</h1>
<p>A link works once, and only for some days. Ask whoever sent it for another.</p>
<p>If it is yours and you have used it: <a href="/desk/sign-in">sign in</a>.</p>
</section>`;
  return deskFrame(press, { title: "Used link", caller: null, path: "/desk/join", main });
}
