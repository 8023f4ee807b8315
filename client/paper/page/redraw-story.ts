import { type Entry, isPublished } from "../../../core/news/front-page.ts";
import { breakingBanner } from "../../../core/page/breaking-banner.ts";
import { leadStory } from "../../../core/page/lead-story.ts";
import type { Markup } from "../../../core/page/markup.ts";
import { type Placement, storyCard } from "../../../core/page/story-card.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import { fetchStory } from "../live/fetch-story.ts";
import type { DrawArticle } from "./draw-article.ts";
import { elementOf } from "./fragment.ts";
import { keepStill } from "./keep-still.ts";
import { morph } from "./morph.ts";

/** What an event does not carry: it stays as it is until it has been fetched. */
const NOT_ON_THE_WIRE = [".body", ".by", ".read-on"];

export interface RedrawNeeds {
  paper: () => Paper;
  /** Null: this page is no article's. */
  drawArticle: DrawArticle | null;
}

/** Draws a story's present revision in every place where the page has it. True: there was such a place. */
export function redrawStory(needs: RedrawNeeds, entry: Entry): boolean {
  const places = placesOf(entry.story.id);
  for (const place of places) draw(place, drawn(needs, place, entry, null));
  if (isPublished(entry) && places.some(hasBody)) void redrawBody(needs, entry);
  return places.length > 0;
}

/** Fetches the body of a story that has just changed, and draws it where it is shown. */
async function redrawBody(needs: RedrawNeeds, entry: Entry): Promise<void> {
  const { id, rev } = entry.story;
  const text = await fetchStory(id, rev);
  if (!text) return;
  for (const place of placesOf(id)) {
    const isStillThis = place.dataset.rev === String(rev);
    if (isStillThis && hasBody(place)) draw(place, drawn(needs, place, entry, text));
  }
}

function placesOf(id: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`article[data-story="${id}"]`)];
}

function hasBody(place: Element): boolean {
  return place.matches(".lead, .article");
}

function draw(place: HTMLElement, next: Element): void {
  keepStill(place, () => morph(place, next));
  place.classList.add("is-new");
}

/** The element that takes the place of `place`. */
function drawn(needs: RedrawNeeds, place: HTMLElement, entry: Entry, text: StoryText | null): Element {
  const next = elementOf(markupOf(needs, place, entry, text));
  if (text || !isPublished(entry)) return next;
  for (const part of NOT_ON_THE_WIRE) {
    const present = place.querySelector(part)?.cloneNode(true);
    const empty = next.querySelector(part);
    if (present && empty) empty.replaceWith(present);
    else if (present && part === ".by") next.querySelector(".signature p")?.prepend(present, " ");
    else if (present) next.append(present);
    else empty?.remove();
  }
  return next;
}

function markupOf(needs: RedrawNeeds, place: HTMLElement, entry: Entry, text: StoryText | null): Markup {
  const paper = needs.paper();
  if (place.matches(".lead")) return leadStory(entry, text, paper);
  if (place.matches(".breaking") && isPublished(entry)) return breakingBanner(entry, paper);
  if (place.matches(".article") && needs.drawArticle) return needs.drawArticle(place, entry, text, paper);
  return storyCard(entry, paper, place.classList[0] as Placement);
}
