import { byFirstPublication, type Entry, type Fold, isPublished } from "../../../core/news/front-page.ts";
import { headlineItem, type Placement } from "../../../core/page/story-card.ts";
import type { Paper } from "../../../core/page/story-parts.ts";
import { elementOf } from "./fragment.ts";
import { isHeld, keepStill } from "./keep-still.ts";
import { isWanted } from "./wanted.ts";

/*
 * New headlines enter Latest on top, and never under the eyes of somebody who reads it: while its top is out of sight,
 * or the pointer, the focus or a selection is in it, they wait behind a control that says how many there are. At its
 * end the list is kept at fifty, where nobody would see it.
 */

const LENGTH = 50;
const SLIDE_MS = 300;

export interface HeadlineList {
  /** A story that the page did not know: enters, or waits, or has no place here. `onShown`: once it is on the page. */
  add(entry: Entry, onShown: () => void): void;
  /** How many headlines wait. */
  waiting(): number;
  /** Lets in what waits. */
  reveal(): void;
  /** Drops what is too many at the end, unless it is being read. */
  trim(): void;
}

export interface HeadlineListNeeds {
  list: HTMLElement;
  fold: () => Fold;
  paper: () => Paper;
}

export function createHeadlineList({ list, fold, paper }: HeadlineListNeeds): HeadlineList {
  const placement = list.dataset.placement as Placement;
  const onlySection = list.dataset.only;
  const held = new Map<string, () => void>();
  const entering = new Map<string, () => void>();
  let isMoving = false;
  let isPointedAt = false;
  list.addEventListener("pointerenter", ({ pointerType }) => {
    isPointedAt = pointerType === "mouse";
  });
  list.addEventListener("pointerleave", () => {
    isPointedAt = false;
  });

  function isBeingRead(): boolean {
    return isPointedAt || isHeld(list) || (scrollY > 0 && list.getBoundingClientRect().top < 0);
  }

  /** Lets in what has come, one movement after the other: two at once would be a jump. */
  function enter(): void {
    if (isMoving || entering.size === 0) return;
    isMoving = true;
    void slide(list, () => insertAll(entering)).then(() => {
      isMoving = false;
      enter();
    });
  }

  function insertAll(stories: Map<string, () => void>): void {
    keepStill(list, () => {
      for (const [id, onShown] of stories) if (insert(id)) onShown();
    });
    stories.clear();
  }

  function insert(id: string): boolean {
    const entry = fold().entries.get(id);
    if (!entry || !isPublished(entry)) return false; // taken back while it waited: nobody here has seen it
    const next = [...list.children].find((other) => isAfter(other, entry, fold()));
    if (!next && list.children.length >= LENGTH) return false;
    const item = elementOf(headlineItem(entry, paper(), placement));
    item.firstElementChild?.classList.add("is-new");
    list.insertBefore(item, next ?? null);
    document.getElementById("empty")?.remove();
    return isWanted(entry); // else it is there, and nobody sees it
  }

  function isAwaited(id: string): boolean {
    const entry = fold().entries.get(id);
    return entry !== undefined && isPublished(entry) && isWanted(entry);
  }

  return {
    add(entry, onShown) {
      if (!isPublished(entry) || (onlySection && entry.story.section !== onlySection)) return;
      (isBeingRead() ? held : entering).set(entry.story.id, onShown);
      enter();
    },
    waiting: () => [...held.keys()].filter(isAwaited).length,
    reveal: () => insertAll(held),
    trim() {
      while (list.children.length > LENGTH) {
        const last = list.lastElementChild;
        if (!last || last.getBoundingClientRect().top < innerHeight || isHeld(last)) return;
        last.remove();
      }
    },
  };
}

function isAfter(item: Element, entry: Entry, { entries }: Fold): boolean {
  const id = item.querySelector<HTMLElement>("article")?.dataset.story ?? "";
  const other = entries.get(id);
  return other !== undefined && byFirstPublication(entry, other) < 0;
}

/**
 * What makes room slides from where it was: seen as movement, and by no measure a shift of the layout. Over when its end
 * has been painted, which on a busy device is later than when it was due.
 */
async function slide(list: HTMLElement, insert: () => void): Promise<void> {
  const items = [...list.children].map((item) => ({ item, top: item.getBoundingClientRect().top }));
  insert();
  if (document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const movements = items
    .filter(({ top }) => top < innerHeight)
    .map(({ item, top }) => {
      const movedBy = item.getBoundingClientRect().top - top;
      return item.animate({ transform: [`translateY(${-movedBy}px)`, "none"] }, SLIDE_MS).finished;
    });
  await Promise.allSettled(movements);
  if (!document.hidden) await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
}
