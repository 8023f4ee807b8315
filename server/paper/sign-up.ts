import { html, type Markup } from "../../core/page/markup.ts";

/** Beside every sign-up; kept with the consent (server/mailing/wordings.ts). */
export const SIGN_UP_HINT = "You get a mail to confirm first. You can leave at any time, with one click.";

/** The newsletter's sign-up, one line with one field. With the page's script the answer is said in place of the hint. */
export function signUp(): Markup {
  return html`<section class="sign-up" aria-labelledby="sign-up">
<h2 id="sign-up"><a href="/newsletters/morning-briefing">Morning Briefing</a></h2><p>The day in five minutes, by e-mail, before it begins. <a href="/newsletters">All newsletters</a></p>
<form method="post" action="/newsletters/morning-briefing" data-sign-up="morning-briefing">
<p class="field"><label class="unseen" for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" placeholder="name@example.org" required maxlength="254" aria-describedby="sign-up-hint">
<button>Join</button></p><p class="hint" id="sign-up-hint" role="status">${SIGN_UP_HINT}</p></form>
</section>`;
}
