import { type Entry, isPublished, type PublishedEntry } from "../news/front-page.ts";
import { html, type Markup, raw } from "./markup.ts";
import { openingOf } from "./opening.ts";
import { headlineItem } from "./story-card.ts";
import { facts, heard, kicker, noteOf, type Paper, pathOf, timeOf, tombstone } from "./story-parts.ts";
import type { StoryText } from "./story-text.ts";

/** How much of the lead's body the front page shows before it sends the reader to the article. */
const OPENING_CHARACTERS = 1_200;

/**
 * The lead of the front page. Without its text (the body is still on its way, or the database is away) the excerpt
 * that came over the wire stands in.
 */
export function leadStory(entry: Entry, text: StoryText | null, paper: Paper): Markup {
  if (!isPublished(entry)) return html`<article class="lead" ${facts(entry)}>${tombstone(entry, paper)}</article>`;
  const { story } = entry;
  const standfirst = story.standfirst && html`<p class="standfirst" dir="auto">${story.standfirst}</p>`;
  return html`<article class="lead" ${facts(entry)}${heard(text)}>
${kicker(entry, paper, true)}
<h2 dir="auto"><a href="${pathOf(story.url)}">${story.headline}</a></h2>
${standfirst}
${signature(entry, text, paper)}
${noteOf(entry, paper)}
<div class="body" dir="auto">${opening(story.excerpt, text)}</div>
${readOn(entry, text)}
</article>`;
}

/** The lead, and what to read beside it: one region, drawn and replaced as one. */
export function leadRegion(lead: PublishedEntry, text: StoryText | null, related: Entry[], paper: Paper): Markup {
  const items = related.map((entry) => headlineItem(entry, paper, "row"));
  const beside = html`<section class="related" aria-labelledby="related"><h2 id="related">Related</h2><ul>${items}</ul></section>`;
  return html`${leadStory(lead, text, paper)}
${items.length > 0 && beside}`;
}

/** Who wrote it and when, and the button that reads it out. */
export function signature(entry: PublishedEntry, text: StoryText | null, paper: Paper): Markup {
  const { publishedAt, updatedAt } = entry.story;
  const by = text?.byline && html`<span class="by">By <bdi>${text.byline}</bdi></span> `;
  const updated = updatedAt !== publishedAt && html`, updated ${timeOf(updatedAt, paper)}`;
  const times = html`<span>${timeOf(publishedAt, paper)}${updated}</span>`;
  const listen = html`<button type="button" class="listen" data-listen disabled>Listen</button>`;
  return html`<div class="signature"><p>${by}${times}</p>${listen}</div>`;
}

function opening(excerpt: string, text: StoryText | null): Markup {
  return text ? raw(openingOf(text.bodyHtml, OPENING_CHARACTERS).html) : html`${excerpt && html`<p>${excerpt}</p>`}`;
}

function readOn({ story }: PublishedEntry, text: StoryText | null): Markup | null {
  if (text ? openingOf(text.bodyHtml, OPENING_CHARACTERS).isWhole : story.excerpt === "") return null;
  return html`<p class="read-on"><a href="${pathOf(story.url)}">Read the full story</a></p>`;
}
