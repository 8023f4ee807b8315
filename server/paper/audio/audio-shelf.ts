import { repeat } from "../../../core/process/repeat.ts";
import { KEPT_DAYS, type NarrationKey, type ReadyNarration } from "../../../core/store/stories/narrations.ts";

/*
 * Which revisions can be heard, kept in memory so that drawing a page asks no database. It is read again and again
 * instead of being told: sound comes seconds after its text, and nothing is lost if it comes a second later still.
 */

const LOOK_EVERY_MS = 1_000;
const KEPT = 2_000;
/** Two workers' times may reach the table out of order. */
const OVERLAP_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;
/** The sound is taken away after `KEPT_DAYS`; a page drawn a little before that must still be good for a while. */
const SHOWN_MS = KEPT_DAYS * DAY_MS - DAY_MS / 2;

/** A revision's sound, as a page names it. */
export interface Audio {
  path: string;
  seconds: number;
}

export interface AudioShelf {
  /** Null: there is none (yet). */
  of(story: { id: string; rev: number }): Audio | null;
  /** Rises with each sound that comes. */
  version(): number;
  close(): Promise<void>;
}

export interface AudioShelfNeeds {
  readReady: (since: Date) => Promise<ReadyNarration[]>;
  clock: { now(): number };
}

export function openAudioShelf({ readReady, clock }: AudioShelfNeeds): AudioShelf {
  const held = new Map<string, ReadyNarration>();
  let version = 0;
  let sinceMs = clock.now() - SHOWN_MS;

  async function look(): Promise<void> {
    const ready = await readReady(new Date(sinceMs - OVERLAP_MS)).catch(() => []); // no database: what is known stays
    for (const narration of ready) {
      sinceMs = Math.max(sinceMs, narration.readyAt.getTime());
      if (held.has(keyOf(narration))) continue;
      held.set(keyOf(narration), narration);
      version++;
    }
    for (const oldest of held.keys()) {
      if (held.size <= KEPT) break;
      held.delete(oldest);
    }
  }

  const stop = repeat(LOOK_EVERY_MS, look);
  return {
    of({ id, rev }) {
      const found = held.get(keyOf({ storyId: id, rev }));
      if (!found || found.readyAt.getTime() < clock.now() - SHOWN_MS) return null;
      return { path: audioPath(found), seconds: Math.round(found.seconds) };
    },
    version: () => version,
    close: stop,
  };
}

export function audioPath({ storyId, rev }: NarrationKey): string {
  return `/audio/${storyId}/${rev}.ogg`;
}

function keyOf({ storyId, rev }: NarrationKey): string {
  return `${storyId} ${rev}`;
}
