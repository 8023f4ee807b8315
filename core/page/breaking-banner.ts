import type { PublishedEntry } from "../news/front-page.ts";
import { html, type Markup } from "./markup.ts";
import { facts, label, type Paper, pathOf, timeOf } from "./story-parts.ts";

/** The one place where red is used: the newest alert that has not expired, with a way to be rid of it. */
export function breakingBanner(entry: PublishedEntry, paper: Paper): Markup {
  const { story } = entry;
  return html`<article class="breaking" ${facts(entry)}>
<p><b>Breaking</b> ${timeOf(story.updatedAt, paper)}${label(entry)}</p>
<p class="headline" dir="auto"><a href="${pathOf(story.url)}">${story.headline}</a></p>
<button type="button" data-dismiss><span class="unseen">Dismiss this alert</span></button>
</article>`;
}
