import type { Cursor } from "../../../core/news/cursor.ts";
import { type Entry, type Fold, frontPage } from "../../../core/news/front-page.ts";
import type { WireEvent } from "../../../core/news/wire-event.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import { reach, receive } from "../live/feed.ts";
import type { Heard } from "../live/heard.ts";
import type { Banner } from "./banner.ts";
import type { DrawArticle } from "./draw-article.ts";
import type { FrontTop } from "./front-top.ts";
import type { HeadlineList } from "./headline-list.ts";
import type { ReadPage } from "./read-page.ts";
import { redrawStory } from "./redraw-story.ts";
import { tickTimes } from "./tick.ts";
import { createUnseenCount } from "./unseen-count.ts";
import { isQuiet, isWanted } from "./wanted.ts";

/** What of the paper this page has: a front page has all, an article only the banner. */
export interface ScreenParts {
  list: HeadlineList | null;
  top: FrontTop | null;
  banner: Banner | null;
}

export interface ScreenNeeds {
  page: ReadPage;
  paper: () => Paper;
  say: (words: string) => void;
  heard: Heard;
  drawArticle: DrawArticle | null;
  parts: (fold: () => Fold) => ScreenParts;
}

export interface Screen {
  /** The page's place on the wire: behind everything that has been drawn, never ahead of it. */
  cursor(): Cursor;
  /** Draws what an event changes. `onShown` is called once it stands on the page, if it ever does. */
  show(event: WireEvent, onShown: () => void): void;
  /** Everything up to here is known. */
  reached(epoch: string, top: number): void;
  /** Brings up to date what changes with the time alone. */
  tick(): void;
}

export function createScreen({ page, paper, say, heard, drawArticle, parts }: ScreenNeeds): Screen {
  let fold = page.fold;
  let isLeadWaiting = false;
  const { list, top, banner } = parts(() => fold);
  const control = document.getElementById("held") as HTMLButtonElement | null;
  const unseen = createUnseenCount();
  control?.addEventListener("click", reveal);

  function draw(entry: Entry, isNew: boolean, onShown: () => void): void {
    const isRedrawn = !isNew && redrawStory({ paper, drawArticle }, entry);
    if (isNew) list?.add(entry, onShown);
    if (isNew && list && entry.story.status === "published" && isWanted(entry) && !isQuiet()) unseen.add();
    if (settle() === entry || isRedrawn) onShown();
  }

  /** Lead, banner, control and times follow from the fold and the time. Returns what the banner newly shows, if it does. */
  function settle(): Entry | null {
    const { nowMs, timeZone } = paper();
    isLeadWaiting = top?.settle() ?? false;
    list?.trim();
    const { breaking } = frontPage(fold, nowMs, 0);
    const risen = banner?.show(breaking) ? breaking : null;
    if (risen) announce(`Breaking: ${risen.story.headline}`);
    drawControl();
    tickTimes(nowMs, timeZone);
    return risen;
  }

  function announce(words: string): void {
    if (!isQuiet()) say(words);
  }

  function drawControl(): void {
    if (!control) return;
    const count = list?.waiting() ?? 0;
    const headlines = count === 1 ? "1 new headline" : `${count} new headlines`;
    const words = count > 0 ? headlines : isLeadWaiting ? "A new lead story" : "";
    if (words !== control.textContent) {
      control.textContent = words;
      if (words) announce(words);
    }
    control.hidden = words === "";
  }

  function reveal(): void {
    const hadHeadlines = (list?.waiting() ?? 0) > 0;
    list?.reveal();
    top?.reveal();
    settle();
    const heading = document.getElementById(hadHeadlines ? "latest" : "main");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  }

  return {
    cursor: () => ({ epoch: fold.epoch, seq: fold.seq }),
    show(event, onShown) {
      const received = receive(fold, event);
      fold = received.fold; // nobody reads the cursor before the drawing below is done: both are one turn of the loop
      if (received.changed) draw(received.changed, received.isNew, onShown);
      heard.add(event, received.changed !== null);
    },
    reached(epoch, top) {
      fold = reach(fold, epoch, top);
    },
    tick: settle,
  };
}
