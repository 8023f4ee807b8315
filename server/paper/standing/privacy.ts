import { html } from "../../../core/page/markup.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { StandingPage } from "./standing-page.ts";

/** What a reader's device keeps for the paper, by the names under which it is found there. */
const ON_THE_DEVICE: { key: string; keeps: string }[] = [
  { key: "choices", keeps: "the sections and newsletters that you follow, and whether you asked for quiet" },
  { key: "dismissed", keeps: "which breaking alerts you closed, so that they do not come back" },
  { key: "shown", keeps: "which version of a story you were shown, so that you are told if it was wrong" },
  { key: "place", keeps: "how far you had read when you left, for “While you were away”" },
  { key: "speaking", keeps: "which of your tabs is reading aloud, so that only one does" },
  {
    key: "device",
    keeps: "a random number that names this device, from the moment you turn alerts on or sign up here",
  },
  { key: "alerts", keeps: "which alerts you asked for on this device" },
  { key: "issues", keeps: "of which issues of newsletters you were told, so that you are told once" },
];

export function privacy({ name }: Site): StandingPage {
  const rows = ON_THE_DEVICE.map(({ key, keeps }) => html`<tr><td><code>${key}</code></td><td>${keeps}</td></tr>`);
  return {
    path: "/privacy",
    title: "Privacy",
    description: `What ${name} keeps on your device, and what it keeps itself.`,
    text: html`<p>${name} can be read without telling it anything. There is no account, no cookie, no advertising and no counting by others. Pages ask nobody else’s server for anything.</p>
<h2>What your device keeps</h2>
<p>In its own storage (<code>localStorage</code>), for you alone. None of it is sent to us but what alerts need, if you turn them on, and the device’s number, when you sign up for a newsletter and, if you confirmed it in the same browser, while a page is open: so that what you saw here is not mailed to you as well. Clearing the site’s data in your browser removes it.</p>
<table><thead><tr><th>Name</th><th>What it keeps</th></tr></thead><tbody>${rows}</tbody></table>
<p>Your browser also keeps styles, scripts, recordings that you played, and a page that says you are offline. It keeps no story for the time when you are offline: what was corrected meanwhile must not come back. With alerts on it keeps which of them it has shown (<code>alerts</code>, in its caches), so that none comes twice.</p>
<h2>Alerts, if you turn them on</h2>
<p>We keep what you asked for, your device’s random number, its time zone, and the address at your browser’s push service to which alerts go, sealed so that only your browser can read them. Of each alert we keep for 30 days whether your device got it, so that a correction finds it, and for a day whether an open page had shown it, so that it does not come twice. “Turn alerts off” or “Forget everything” under “Your paper” deletes all of it.</p>
<h2>What we keep</h2>
<ul>
<li><b>How many screens a headline reached</b>, and how fast. Pages report that a headline was shown; the report says which headline and nothing about you, and only totals are stored, unless you turned alerts on.</li>
<li><b>Your network address</b>, in memory, for as long as a page is open, so that one place cannot take all connections. It is not stored. Only a connection that fails may leave it in a server’s log, to find out why.</li>
<li><b>What you search for</b> is answered and forgotten.</li>
</ul>
<h2>If you sign up for a newsletter</h2>
<ul>
<li><b>Your address</b>, what you asked for, when, by which form, and the words that stood beside the button; and whether you have confirmed. An address that is never confirmed is forgotten after four days, and everything about one that has left every newsletter after a year.</li>
<li><b>That a mail was sent</b> and whether your mail server took it. There is no picture in our mails that reports their opening, and no link that counts.</li>
<li><b>What you chose:</b> quiet hours, and how many alerts a day you want at most.</li>
<li>Every mail has a link to all of this, to download it, and to have it erased at once. Then nothing is left but the count of mails of past issues, and, only if you ask never to be written to again, a code that can be compared with your address and not turned back into it.</li>
<li>Whose mails come back, or who calls them spam, gets no more.</li>
</ul>
<h2>Links that lead elsewhere</h2>
<p>“Share” on a story is a row of links. Nothing is asked of those services until you follow one; then their rules apply. They are told which story you share, because that is what the link is for.</p>`,
  };
}
