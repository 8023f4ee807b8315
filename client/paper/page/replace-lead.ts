import { type Fold, frontPage, type PublishedEntry } from "../../../core/news/front-page.ts";
import { leadRegion } from "../../../core/page/lead-story.ts";
import { tiersOf } from "../../../core/page/second-tier.ts";
import { storyCard } from "../../../core/page/story-card.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import { fetchStory } from "../live/fetch-story.ts";
import { fragmentOf } from "./fragment.ts";
import { keepStill } from "./keep-still.ts";
import { morph } from "./morph.ts";

/** The upper part of the front page. */
export interface FrontTopNeeds {
  lead: HTMLElement;
  second: HTMLElement;
  fold: () => Fold;
  paper: () => Paper;
}

/** Puts another lead in place at once, with what is to be read around it; its body follows when it has been fetched. */
export async function replaceLead({ lead, second, fold, paper }: FrontTopNeeds, next: PublishedEntry): Promise<void> {
  const page = frontPage(fold(), paper().nowMs);
  const { related, second: around } = tiersOf(page, []);
  keepStill(lead, () => {
    lead.replaceChildren(fragmentOf(leadRegion(next, null, related, paper())));
    second.replaceChildren(...around.map((entry) => fragmentOf(storyCard(entry, paper(), "card"))));
  });
  lead.firstElementChild?.classList.add("is-new");
  const { id, rev } = next.story;
  const story = await fetchStory(id, rev);
  if (!story || !lead.querySelector(`.lead[data-story="${id}"][data-rev="${rev}"]`)) return;
  const whole = lead.cloneNode(false) as Element;
  const chosen = tiersOf(frontPage(fold(), paper().nowMs), story.related).related;
  whole.append(fragmentOf(leadRegion({ ...next, story }, story, chosen, paper())));
  keepStill(lead, () => morph(lead, whole));
}
