import { html, type Markup } from "../../../core/page/markup.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "../auth.ts";

/** A new password, twice. */
export function newPasswordFields(): Markup {
  return html`<p><label for="new-password">New password</label>
<input id="new-password" name="password" type="password" autocomplete="new-password" required minlength="${SHORTEST_PASSWORD}" maxlength="${LONGEST_PASSWORD}" aria-describedby="password-hint">
<span class="hint" id="password-hint">At least ${SHORTEST_PASSWORD} characters; a few words will do.</span></p>
<p><label for="again">The same once more</label>
<input id="again" name="again" type="password" autocomplete="new-password" required maxlength="${LONGEST_PASSWORD}"></p>`;
}

/** The password that one has, to show that it is still oneself who sits here. */
export function ownPasswordField(id: string): Markup {
  return html`<p><label for="${id}">Your password</label>
<input id="${id}" name="current" type="password" autocomplete="current-password" required maxlength="${LONGEST_PASSWORD}"></p>`;
}
