import { html, type Markup } from "../../../core/page/markup.ts";
import type { Preferences } from "../../../core/store/mailing/readers/preferences.ts";
import type { Press } from "../../paper/page-frame.ts";
import { PREFERRED } from "../sign-up/wordings.ts";
import { mailingPage } from "./mailing-page.ts";

export interface PreferencesView {
  reader: Preferences;
  token: string;
  isSaved?: boolean;
  complaint?: string | undefined;
}

/** `/newsletters/preferences`: what one reader gets and when, and all that is kept about that one. */
export function drawPreferences(
  press: Press,
  { reader, token, isSaved, complaint }: PreferencesView,
  nowMs: number,
): string {
  const main = html`<h1>What you get</h1>
<p class="standfirst">${reader.email}</p>
${isSaved && html`<p class="done" role="status">Saved.</p>`}
${complaint && html`<p class="complaint" role="alert">${complaint}</p>`}
${reader.suppressed && html`<p class="complaint">${WHY_NOT[reader.suppressed]} Choose what you want and save, and it comes again.</p>`}
<form method="post" action="/newsletters/preferences?token=${token}">
${newsletterBoxes(reader)}
${quietHours(reader)}
<p><button class="main">${PREFERRED.wording}</button></p>
</form>
${whatIsKept(token)}`;
  return mailingPage(press, { title: "What you get", description: "What you get", main }, nowMs);
}

const WHY_NOT: Record<string, string> = {
  bounced: "Nothing is sent to you at the moment, because a mail to this address came back.",
  complained: "Nothing is sent to you at the moment, because a mail of ours was reported as spam.",
};

function newsletterBoxes({ newsletters }: Preferences): Markup {
  const boxes = newsletters.map(
    ({ slug, name, promise, isConfirmed }) =>
      html`<li><label class="choice"><input type="checkbox" name="to-${slug}"${isConfirmed && html` checked`}>
<span><b>${name}</b> ${promise}</span></label></li>`,
  );
  return html`<fieldset><legend>Newsletters</legend><ul class="choices">${boxes}</ul>
<p class="hint">Take the ticks off and save, and nothing comes any more.</p></fieldset>`;
}

function quietHours({ quietFrom, quietUntil, alertsADayAtMost }: Preferences): Markup {
  return html`<fieldset><legend>Alerts by mail</legend>
<div class="pair"><p><label for="from">Quiet from</label><input id="from" name="quiet-from" type="time" value="${quietFrom}"></p>
<p><label for="until">until</label><input id="until" name="quiet-until" type="time" value="${quietUntil}" aria-describedby="quiet"></p>
<p><label for="cap">At most, in a day</label><input id="cap" name="cap" type="number" min="1" max="50" step="1" value="${alertsADayAtMost}" aria-describedby="quiet"></p></div>
<p class="hint" id="quiet">On the paper’s own clock. Empty: no limit. What is left out is in the next digest, if you get one.</p></fieldset>`;
}

function whatIsKept(token: string): Markup {
  return html`<section aria-labelledby="kept"><h2 id="kept">What we keep about you</h2>
<p>Your address, what you asked for and when, and the choices above. <a href="/newsletters/export?token=${token}" download class="whole">Download all of it</a>.</p>
<details><summary>Erase all of it</summary>
<form method="post" action="/newsletters/erase?token=${token}">
<p>You leave every newsletter, and everything about you is deleted at once. You can sign up again later as if for the first time.</p>
<p><label class="choice"><input type="checkbox" name="never-again"><span>Also never write to this address again, whoever signs it up. For that a code is kept that can be compared with an address and not turned back into one. It keeps you from signing up yourself, too.</span></label></p>
<p><button>Erase everything about me</button></p>
</form></details></section>`;
}
