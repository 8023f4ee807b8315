import type { Cursor } from "../../core/news/cursor.ts";
import type { Beat, Hello } from "../../core/pipes/live-events.ts";

/*
 * The completeness of one connection, proved by the reader itself: after `hello` every number is the one before plus
 * one, and every beat's top is the last number. In a snapshot numbers only rise, until its beat. Pure.
 */

/** No frame of any kind for this long: what stands on the page may be stale. */
export const STALE_AFTER_MS = 15_000;

export interface Track {
  epoch: string;
  /** The last number that came, or that this connection began after. */
  last: number;
  /** Until the replay's beat nothing may be called live. */
  isReplaying: boolean;
  isSnapshot: boolean;
}

/** Where a connection begins. `sent`: the cursor of its handshake. */
export function startTrack({ epoch, top, mode }: Hello, sent: Cursor | null): Track {
  const last = mode === "live" ? top : mode === "resume" && sent ? sent.seq : 0;
  return { epoch, last, isReplaying: true, isSnapshot: mode === "snapshot" };
}

/** After the event with this number; `"hole"`: something was missed, so reconnect with the cursor. */
export function followEvent(track: Track, seq: number): Track | "hole" {
  const mayFollow = track.isSnapshot && track.isReplaying ? seq > track.last : seq === track.last + 1;
  return mayFollow ? { ...track, last: seq } : "hole";
}

/** After a beat: everything up to its top has come, or something was missed. */
export function followBeat(track: Track, { epoch, top }: Beat): Track | "hole" {
  if (epoch !== track.epoch) return "hole";
  const isEndOfSnapshot = track.isSnapshot && track.isReplaying && top >= track.last;
  if (!isEndOfSnapshot && top !== track.last) return "hole";
  return { ...track, last: top, isReplaying: false };
}

/** How long to wait before the next attempt, in ms: the server spreads the first, full jitter the others. */
export function waitMs(failures: number, retryAfterMs: number, random: () => number): number {
  return random() * (failures <= 1 ? retryAfterMs : 5_000);
}
