import { html } from "../../core/page/markup.ts";
import { type Press, pageFrame } from "./page-frame.ts";

/**
 * What a reader without a line gets instead of any page (client/paper/service-worker.ts). It is kept on the device for
 * as long as a build lives, so it holds no story, no date and nothing else that could be wrong by then.
 */
export function drawOffline(press: Press): string {
  const { sections, timeZone, name } = press.site;
  const title = "You are not connected";
  const main = html`<section class="lost"><p class="kicker"><span>Offline</span></p><h1>${title}</h1>
<p class="standfirst">This page cannot be fetched, and an older copy of it is not shown: it might say what has been corrected or taken back since.</p>
<p>Pages that are still open in other tabs say of themselves when they were last up to date.</p>
<p class="ways"><a href="">Try again</a> <a href="/">Front page</a></p></section>`;
  return pageFrame(press, {
    ...{ title: `${title} — ${name}`, description: title, isUnlisted: true, isTimeless: true },
    ...{ paper: { sections, timeZone, nowMs: 0 }, main },
  });
}
