import { byFirstPublication, type Entry, type Fold, foldEvent } from "../../../core/news/front-page.ts";
import { isHeadline, type WireEvent } from "../../../core/news/wire-event.ts";

/*
 * What a page makes of an event: pure, so that the promise "effect once" can be proved without a browser. The page's
 * state is the same fold that the server drew it from.
 */

/** A page that is open for a week must not grow for a week; the list shows fifty. */
const KEPT = 200;

export interface Received {
  fold: Fold;
  /** The story that is to be drawn anew; null: a repeat, an older revision, or nothing about a story. */
  changed: Entry | null;
  /** The page did not know this story before. */
  isNew: boolean;
}

/** The page's state after an event, and what has to be drawn. Applies it iff (epoch, rev) is newer for its story. */
export function receive(fold: Fold, event: WireEvent): Received {
  const isRepeat = event.epoch === fold.epoch && event.seq <= fold.seq;
  if (isRepeat) return { fold, changed: null, isNew: false };
  const next = foldEvent(fold, event);
  if (!isHeadline(event)) return { fold: next, changed: null, isNew: false };
  const held = fold.entries.get(event.story.id);
  const entry = next.entries.get(event.story.id);
  if (!entry || entry === held) return { fold: next, changed: null, isNew: false };
  return { fold: bounded(next, event.story.id), changed: entry, isNew: held === undefined };
}

/** Everything up to this number is known to this page, whether it was about it or not. */
export function reach(fold: Fold, epoch: string, seq: number): Fold {
  return { ...fold, epoch, seq };
}

function bounded(fold: Fold, keptId: string): Fold {
  if (fold.entries.size <= KEPT + 50) return fold;
  const newest = [...fold.entries.values()].sort(byFirstPublication);
  const kept = newest.filter(
    ({ story }, place) => place < KEPT || story.id === keptId || ("lead" in story && story.lead),
  );
  return { ...fold, entries: new Map(kept.map((entry) => [entry.story.id, entry])) };
}
