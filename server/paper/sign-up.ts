import { html, type Markup } from "../../core/page/markup.ts";

/** The newsletter's sign-up, one line with one field. It opens with the mailing; until then it says so. */
export function signUp(): Markup {
  return html`<section class="sign-up" aria-labelledby="sign-up">
<h2 id="sign-up">Morning Briefing</h2><p>The day in five minutes, by e-mail, before it begins.</p>
<form method="post" action="/v1/newsletters/morning-briefing/subscriptions"><fieldset disabled>
<label class="unseen" for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" placeholder="name@example.org" required>
<button>Join</button></fieldset><p class="hint">Sign-up opens soon.</p></form>
</section>`;
}
