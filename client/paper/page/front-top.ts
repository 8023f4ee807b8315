import { type Fold, frontPage, type PublishedEntry } from "../../../core/news/front-page.ts";
import { leadRegion } from "../../../core/page/lead-story.ts";
import { tiersOf } from "../../../core/page/second-tier.ts";
import { storyCard } from "../../../core/page/story-card.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import { fetchStory } from "../live/fetch-story.ts";
import { fragmentOf } from "./fragment.ts";
import { isUnread, keepStill } from "./keep-still.ts";
import { morph } from "./morph.ts";

/*
 * The lead and the stories around it. A new lead takes its place at once when the reader is at the top of the page and
 * holds nothing there; otherwise with the next "new headlines". A lead that was taken back keeps its tombstone until
 * the reader asks for what came after it.
 */

export interface FrontTop {
  /** Puts the present lead in place, if the page may. True: another one waits to be let in. */
  settle(): boolean;
  /** Puts it in place whatever the reader does: it was asked for. */
  reveal(): void;
}

export interface FrontTopNeeds {
  lead: HTMLElement;
  second: HTMLElement;
  fold: () => Fold;
  paper: () => Paper;
}

export function createFrontTop({ lead, second, fold, paper }: FrontTopNeeds): FrontTop {
  function waiting(): PublishedEntry | null {
    const next = frontPage(fold(), paper().nowMs).lead;
    const shown = lead.querySelector<HTMLElement>(".lead");
    return next && next.story.id !== shown?.dataset.story ? next : null;
  }

  async function replace(next: PublishedEntry): Promise<void> {
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

  return {
    settle() {
      const next = waiting();
      if (!next) return false;
      if (!isUnread(lead) || lead.querySelector(".tombstone")) return true;
      void replace(next);
      return false;
    },
    reveal() {
      const next = waiting();
      if (next) void replace(next);
    },
  };
}
