import type { Cursor } from "../../../core/news/cursor.ts";
import { type Change, whileAway } from "../../../core/news/while-away.ts";
import { isHeadline, type WireEvent } from "../../../core/news/wire-event.ts";
import type { Chase } from "./chase-corrections.ts";
import { readMissed } from "./missed.ts";
import { oneTabAtATime } from "./one-tab.ts";
import { put, take } from "./shelf.ts";
import { knownRevisions } from "./shown-stories.ts";

/*
 * Where this device's reader last looked, on the wire and on the clock. All tabs write it while somebody looks at them,
 * and it never moves back; what lies behind it has been heard by the chase of corrections. A tab that is hidden, or
 * muted, leaves it where it is, so nothing that it heard alone is lost when it is closed.
 */

export interface Place extends Cursor {
  atMs: number;
}

/** So long without a page of this paper on a screen ends a visit. */
export const VISIT_ENDS_MS = 60_000;

export interface ComeBackNeeds {
  cursor: () => Cursor;
  now: () => number;
  chase: Chase;
  show: (changes: Change[]) => void;
}

/** Notes that the reader is here, at this place of the wire. */
export function stayAt({ epoch, seq }: Cursor, atMs: number): void {
  const before = take<Place>("place");
  const reached = before.epoch === epoch ? Math.max(seq, before.seq ?? 0) : seq;
  put("place", { epoch, seq: reached, atMs } satisfies Place);
}

/** Notes that the reader is here, though not told of everything: the visit goes on, the place stays. */
export function stayUntold(nowMs: number): void {
  const { epoch, seq } = take<Place>("place");
  if (epoch !== undefined && seq !== undefined) put("place", { epoch, seq, atMs: nowMs } satisfies Place);
}

/**
 * Catches up with what this device's reader has missed: pays what is owed to them, and, after `awayMs` or more, shows
 * what matters most. Throws when the wire cannot be read: then all of it is still to be done.
 */
export async function comeBack({ cursor, now, chase, show }: ComeBackNeeds, awayMs: number): Promise<void> {
  const here = cursor();
  const knewBefore = knownRevisions(here.epoch); // of before this page was looked at
  const { place, isAway } = await arrive(here.epoch, now(), awayMs);
  if (!place || (!isAway && place.seq >= here.seq)) return;
  const missed = await readMissed(place).catch((failure: unknown) => {
    if (isAway) put("place", place); // the visit has not begun
    throw failure;
  });
  for (const event of missed) chase.hear(event);
  const isToldApart = new Set(missed.map(idOf).filter((id) => chase.isOwed(id)));
  await chase.tell();
  const changes = whileAway(missed, (id) => (isToldApart.has(id) ? Number.POSITIVE_INFINITY : knewBefore(id)));
  if (isAway && changes.length > 0) show(changes);
}

function idOf(event: WireEvent): string {
  return isHeadline(event) ? event.story.id : "";
}

/** Of several tabs that are opened at once the first is the one that comes back. */
async function arrive(epoch: string, nowMs: number, awayMs: number): Promise<{ place: Place | null; isAway: boolean }> {
  let found: { place: Place | null; isAway: boolean } = { place: null, isAway: false };
  await oneTabAtATime(() => {
    const { epoch: keptEpoch, seq, atMs = nowMs } = take<Place>("place");
    if (keptEpoch !== epoch || seq === undefined) return;
    const place = { epoch, seq, atMs };
    found = { place, isAway: nowMs - atMs >= awayMs };
    put("place", { ...place, atMs: nowMs } satisfies Place);
  });
  return found;
}
