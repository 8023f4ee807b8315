import { type Entry, isPublished, type PublishedEntry } from "../news/front-page.ts";
import { html, type Markup } from "./markup.ts";
import { facts, kicker, noteOf, type Paper, pathOf, timeOf, tombstone } from "./story-parts.ts";

/** `row`: a line of a list of headlines. `card`: with its standfirst, for the second tier and for related stories. */
export type Placement = "row" | "card";

/**
 * One story, wherever one stands: in the server's HTML and inserted live. The placement is kept on the element, so a
 * page can draw a later revision in the very place of the earlier.
 */
export function storyCard(entry: Entry, paper: Paper, placement: Placement): Markup {
  const when = html`<p class="when">${timeOf(entry.firstAt, paper)}</p>`;
  if (!isPublished(entry)) {
    return html`<article class="${placement}" ${facts(entry)}>${when}${tombstone(entry, paper)}</article>`;
  }
  const { story, kind } = entry;
  const isCorrected = kind === "correction"; // what an update adds is told where the story is read
  const headline = html`<h3 dir="auto"><a href="${pathOf(story.url)}">${story.headline}</a></h3>`;
  const words = html`${kicker(entry, paper, false)}${headline}${placement === "card" && summary(entry)}${isCorrected && noteOf(entry, paper)}`;
  return html`<article class="${placement}" ${facts(entry)}>${when}<div>${words}</div></article>`;
}

/** The line under the headline; of a story that has none, as agencies send them, how its text begins. */
function summary({ story }: PublishedEntry): Markup | null {
  if (story.standfirst) return html`<p class="standfirst" dir="auto">${story.standfirst}</p>`;
  return story.excerpt ? html`<p class="excerpt" dir="auto">${story.excerpt}</p>` : null;
}

/** An item of a list of stories: exactly one card, so live insertion adds whole items. */
export function headlineItem(entry: Entry, paper: Paper, placement: Placement): Markup {
  return html`<li>${storyCard(entry, paper, placement)}</li>\n`;
}
