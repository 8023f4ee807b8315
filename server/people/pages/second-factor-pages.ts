import { html } from "../../../core/page/markup.ts";
import type { Caller } from "../../http/callers/caller.ts";
import type { AuthenticatorKey } from "../signing-in/authenticator-key.ts";
import { csrfField, type DeskPress, deskFrame } from "./desk-frame.ts";
import { ownPasswordField } from "./password-fields.ts";
import { qrCode } from "./qr-code.ts";
import { said } from "./sign-in-pages.ts";

interface View {
  caller: Caller;
  complaint?: string | undefined;
}

const PATH = "/desk/second-factor";

/** Nothing is set up yet. */
export function drawBegin(press: DeskPress, { caller, complaint }: View): string {
  const needed = html`<p>An ${caller.role} of this paper signs in with two things: the password, and a code that only your own
phone or key can make. Set it up now; nothing else is open to you before.</p>`;
  const main = html`<section class="narrow">
<h1>Set up your second factor</h1>
${caller.isComplete ? html`<p>With a second factor nobody comes in by your password alone.</p>` : needed}
${complaint && said(complaint)}
<form class="fields" method="post" action="${PATH}/begin">${csrfField(caller)}
${ownPasswordField("current")}
<p><button class="main">Continue</button></p>
</form>
</section>`;
  return deskFrame(press, { title: "Second factor", caller, path: PATH, main });
}

/** The key, to be taken over by an authenticator, which shows by a code that it has it. */
export function drawConfirm(press: DeskPress, view: View & { key: AuthenticatorKey }): string {
  const { caller, key, complaint } = view;
  const main = html`<section class="narrow">
<h1>Set up your second factor</h1>
${complaint && said(complaint)}
<ol class="steps">
<li><p>Open an authenticator: an app on your phone, or your password manager. Let it scan this.</p>
${qrCode(key.uri, "The key for your authenticator, as a QR code")}
<p>Or type the key: <code class="key">${key.letters}</code></p></li>
<li><form class="fields" method="post" action="${PATH}/confirm">${csrfField(caller)}
<p><label for="code">Type the six digits that it shows</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="9"></p>
<p><button class="main">Confirm</button></p></form></li>
</ol>
</section>`;
  return deskFrame(press, { title: "Second factor", caller, path: PATH, main });
}

/** Told once: afterwards only their owner has them. */
export function drawRecoveryCodes(press: DeskPress, codes: string[]): string {
  const main = html`<section class="narrow">
<h1>Your recovery codes</h1>
<p><strong>They are shown this once.</strong> Each lets you in once when your authenticator is lost. Print them, or keep them
where you keep your passwords.</p>
<ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
<p><a class="button" href="/desk">I have them: to the desk</a></p>
</section>`;
  return deskFrame(press, { title: "Recovery codes", caller: null, path: PATH, main });
}

/** It is set up: what can be done about it. */
export function drawIsSetUp(press: DeskPress, { caller, complaint }: View): string {
  const main = html`<section class="narrow">
<h1>Your second factor</h1>
<p>It is set up.</p>
${complaint && said(complaint)}
<h2>New recovery codes</h2>
<p>The ones you have are void from then on.</p>
<form class="fields" method="post" action="${PATH}/codes">${csrfField(caller)}
${ownPasswordField("for-codes")}<p><button>Make new codes</button></p></form>
<h2>Another authenticator</h2>
<p>The present one is void at once, and you are signed out everywhere else.</p>
<form class="fields" method="post" action="${PATH}/replace">${csrfField(caller)}
${ownPasswordField("for-another")}<p><button>Set up another</button></p></form>
</section>`;
  return deskFrame(press, { title: "Second factor", caller, path: PATH, main });
}
