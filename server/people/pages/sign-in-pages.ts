import { html, type Markup } from "../../../core/page/markup.ts";
import { type DeskPress, deskFrame } from "./desk-frame.ts";

/** What a form of somebody who is not signed in yet shows. */
export interface SignInView {
  next: string;
  email?: string;
  /** What was wrong with the last try. */
  complaint?: string;
}

/** Password first; the second factor, where there is one, on the page after. */
export function drawSignIn(press: DeskPress, { next, email, complaint }: SignInView): string {
  const main = html`<section class="narrow">
<h1>Sign in to the desk</h1>
${complaint && said(complaint)}
<form class="fields" method="post" action="/desk/sign-in"><input type="hidden" name="next" value="${next}">
<p><label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${email}"${!email && html` autofocus`}></p>
<p><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="128"${email && html` autofocus`}></p>
<p><button class="main">Sign in</button></p>
</form>
<p class="hint">No way in any more? An admin of the paper can send you a link that lets you begin anew.</p>
</section>`;
  return deskFrame(press, { title: "Sign in", caller: null, path: "/desk/sign-in", main });
}

/** What went wrong, said once and heard at once. */
export function said(complaint: string): Markup {
  return html`<p class="complaint" role="alert">${complaint}</p>`;
}

/** The second step: one field for both kinds of code. */
export function drawCode(press: DeskPress, { next, complaint }: SignInView): string {
  const main = html`<section class="narrow">
<h1>Your second factor</h1>
${complaint && said(complaint)}
<form class="fields" method="post" action="/desk/sign-in/code"><input type="hidden" name="next" value="${next}">
<p><label for="code">The six digits that your authenticator shows, or a recovery code</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required maxlength="32" autofocus></p>
<p><button class="main">Continue</button></p>
</form>
<p class="hint">A recovery code works once. <a href="/desk/sign-in">Begin again</a></p>
</section>`;
  return deskFrame(press, { title: "Second factor", caller: null, path: "/desk/sign-in/code", main });
}
