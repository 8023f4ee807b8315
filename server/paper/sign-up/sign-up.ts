import type { Newsletter } from "../../../core/news/newsletter.ts";
import { html, type Markup } from "../../../core/page/markup.ts";

/** Beside every sign-up; kept with the consent (server/mailing/sign-up/wordings.ts). */
export const SIGN_UP_HINT = "You get a mail to confirm first. You can leave at any time, with one click.";

/**
 * A newsletter's sign-up, one line with one field. With the page's script the answer is said in place of the hint. Null:
 * there is none to sign up for.
 */
export function signUp(newsletter: Newsletter | null): Markup | null {
  if (!newsletter) return null;
  const { slug, name, promise } = newsletter;
  return html`<section class="sign-up" aria-labelledby="sign-up">
<h2 id="sign-up"><a href="/newsletters/${slug}">${name}</a></h2><p>${promise} <a href="/newsletters">All newsletters</a></p>
<form method="post" action="/newsletters/${slug}" data-sign-up="${slug}">
<p class="field"><label class="unseen" for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" placeholder="name@example.org" required maxlength="254" aria-describedby="sign-up-hint">
<button>Join</button></p><p class="hint" id="sign-up-hint" role="status">${SIGN_UP_HINT}</p></form>
</section>`;
}
