import { type Entry, isPublished } from "../../../core/news/front-page.ts";
import { article } from "../../../core/page/article.ts";
import { html, type Markup, raw } from "../../../core/page/markup.ts";
import { noteOf, type Paper, tombstone } from "../../../core/page/story-parts.ts";
import type { StoryText } from "../../../core/page/story-text.ts";

/** A story on its own page, as it stands in `place`, in a later revision. */
export type DrawArticle = (place: HTMLElement, entry: Entry, text: StoryText | null, paper: Paper) => Markup;

/** In a file of its own, which pages that are no article's never load. */
export const drawArticle: DrawArticle = (place, entry, text, paper) => {
  if (isPublished(entry)) return article(entry, text, notesOf(place, entry, paper), paper);
  const { id, rev } = entry.story;
  return html`<article class="article" data-story="${id}" data-rev="${rev}">${tombstone(entry, paper)}</article>`;
};

/** The notes that stand there, and the new one on top, once. */
function notesOf(place: HTMLElement, entry: Entry, paper: Paper): Markup[] {
  const told = place.querySelector(".notes")?.innerHTML ?? "";
  const isTold = place.dataset.rev === String(entry.story.rev);
  const note = isPublished(entry) && !isTold ? noteOf(entry, paper) : null;
  return note ? [note, raw(told)] : [raw(told)];
}
