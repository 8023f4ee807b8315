import { frontPage, type PublishedEntry } from "../../../core/news/front-page.ts";
import { isUnread } from "./keep-still.ts";
import type { FrontTopNeeds } from "./replace-lead.ts";

/*
 * The lead and the stories around it. A new lead takes its place at once when the reader is at the top of the page and
 * holds nothing there; otherwise with the next "new headlines". A lead that was taken back keeps its tombstone until
 * the reader asks for what came after it. How it is drawn is fetched with the first lead that changes, since most pages
 * are left before that.
 */

export interface FrontTop {
  /** Puts the present lead in place, if the page may. True: another one waits to be let in. */
  settle(): boolean;
  /** Puts it in place whatever the reader does: it was asked for. */
  reveal(): void;
}

type Replace = (needs: FrontTopNeeds, next: PublishedEntry) => Promise<void>;

export function createFrontTop(needs: FrontTopNeeds): FrontTop {
  const { lead, fold, paper } = needs;
  let replace: Replace | null = null;
  let isLoading = false;

  function waiting(): PublishedEntry | null {
    const next = frontPage(fold(), paper().nowMs).lead;
    const shown = lead.querySelector<HTMLElement>(".lead");
    return next && next.story.id !== shown?.dataset.story ? next : null;
  }

  /** Not to be had now: the next tick asks again. */
  async function load(then: () => void): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    replace = await import("./replace-lead.ts").then(
      ({ replaceLead }) => replaceLead,
      () => null,
    );
    isLoading = false;
    if (replace) then();
  }

  function settle(): boolean {
    const next = waiting();
    if (!next) return false;
    if (!isUnread(lead) || lead.querySelector(".tombstone")) return true;
    if (replace) void replace(needs, next);
    else void load(settle);
    return false;
  }

  function reveal(): void {
    const next = waiting();
    if (next && replace) void replace(needs, next);
    else if (next) void load(reveal);
  }

  return { settle, reveal };
}
