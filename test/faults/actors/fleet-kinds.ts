import { pollingWay } from "./ways/polling-way.ts";
import { socketWay } from "./ways/socket-way.ts";
import { streamWay } from "./ways/stream-way.ts";
import type { Way } from "./ways/way.ts";

/*
 * The kinds of readers that a fleet is made of. The same promise holds for all: once, in order, and nothing that was
 * taken back. Completeness is owed to all who read.
 */

export type ReaderKind = "steady" | "restless" | "stream" | "polling" | "slow" | "stalled" | "flooding" | "away";

/** How many readers of each kind. */
export type Mix = Partial<Record<ReaderKind, number>>;

interface Kind {
  way: Way;
  comesAndGoes?: boolean;
  /** Comes to the servers themselves. */
  isDirect?: boolean;
  /** After a while another takes its place, who was there long ago. */
  isReplaced?: boolean;
  /** Reads nothing once it has everything, until it is let go or loses patience. */
  takesNothing?: boolean;
}

export const KINDS: Record<ReaderKind, Kind> = {
  steady: { way: socketWay("all") },
  restless: { way: socketWay("all"), comesAndGoes: true },
  stream: { way: streamWay },
  polling: { way: pollingWay },
  slow: { way: socketWay("trickle"), isDirect: true },
  stalled: { way: socketWay("stalls"), isDirect: true, takesNothing: true },
  flooding: { way: socketWay("floods"), isDirect: true, takesNothing: true },
  away: { way: socketWay("all"), isReplaced: true },
};

/** So many readers, shared out by weight; who is left over is steady. */
export function mixOf(readers: number, weights: Mix): Mix {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const mix: Mix = {};
  for (const [kind, weight] of Object.entries(weights) as [ReaderKind, number][]) {
    mix[kind] = Math.floor((readers * weight) / sum);
  }
  const shared = Object.values(mix).reduce((total, count) => total + count, 0);
  return { ...mix, steady: (mix.steady ?? 0) + readers - shared };
}

export function readersIn(mix: Mix): number {
  return Object.values(mix).reduce((total, count) => total + count, 0);
}
