import type { PublishedEntry } from "../news/front-page.ts";
import { signature } from "./lead-story.ts";
import { html, type Markup, raw } from "./markup.ts";
import { facts, heard, kicker, type Paper } from "./story-parts.ts";
import type { StoryText } from "./story-text.ts";

/**
 * A story on its own page. `notes` are the notes of all its corrections, newest first, so that a later update does not
 * hide an earlier mistake. Without its text (the database is away) the excerpt stands in, and the page says so.
 */
export function article(entry: PublishedEntry, text: StoryText | null, notes: Markup[], paper: Paper): Markup {
  const { story } = entry;
  const standfirst = story.standfirst && html`<p class="standfirst" dir="auto">${story.standfirst}</p>`;
  const missing = html`<p>${story.excerpt}</p><p class="hint">The rest of this story cannot be read at the moment.</p>`;
  return html`<article class="article" ${facts(entry)}${heard(text)}>
${kicker(entry, paper, true)}
<h1 dir="auto">${story.headline}</h1>
${standfirst}
${signature(entry, text, paper)}
<div class="notes">${notes}</div>
<div class="body" dir="auto">${text ? raw(text.bodyHtml) : missing}</div>
</article>`;
}
