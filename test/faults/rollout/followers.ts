import { type Following, followWire } from "../../../client/follow/follow-wire.ts";
import { repeat } from "../../../core/process/repeat.ts";
import { createDelays } from "../crowd/delays.ts";

/*
 * Thousands of the paper's own client in one process: begun with its order as the only argument, asked over IPC. Each
 * remembers which numbers it had; events are told to the program once and in order, or they are counted here.
 */

export interface FollowersOrder {
  url: string;
  readers: number;
  /** Numbers above this are counted, at most so many. */
  base: number;
  count: number;
}

export interface FollowersQuestion {
  upTo?: number;
  /** Forgets the delays up to now, once they are told. */
  marks?: boolean;
  isEnd?: boolean;
}

export interface FollowersAnswer {
  live: number;
  arrivals: number;
  missing: number;
  again: number;
  disordered: number;
  p50Ms: number;
  p99Ms: number;
  longestMs: number;
  /** Since it was last asked. */
  lately: { p99Ms: number; longestMs: number };
}

const OPENED_EVERY_MS = 2;

const { url, readers, base, count } = JSON.parse(process.argv[2] ?? "") as FollowersOrder;
const delays = createDelays();
const lately = createDelays();
const counts = { arrivals: 0, again: 0, disordered: 0 };
const had: Uint8Array[] = [];
const isLive: boolean[] = [];
const following: Following[] = [];

function begin(id: number): void {
  const mine = new Uint8Array(count + 1);
  let last = 0;
  had[id] = mine;
  following[id] = followWire({
    url,
    onEvent({ seq, at }) {
      counts.arrivals++;
      const delayMs = Date.now() - Date.parse(at);
      delays.add(delayMs);
      lately.add(delayMs);
      if (seq < last) counts.disordered++;
      last = Math.max(last, seq);
      const place = seq - base;
      if (place < 1 || place > count) return;
      if (mine[place]) counts.again++;
      mine[place] = 1;
    },
    onState(state) {
      isLive[id] = state === "live";
    },
  });
}

let begun = 0;
const opened = repeat(OPENED_EVERY_MS, () => {
  if (begun < readers) begin(begun++);
  else void opened();
});

function missing(upTo: number): number {
  let sum = 0;
  for (const mine of had) {
    for (let place = 1; place <= Math.min(count, upTo - base); place++) if (!mine[place]) sum++;
  }
  return sum;
}

process.on("message", ({ upTo, marks, isEnd }: FollowersQuestion) => {
  const answer: FollowersAnswer = {
    ...counts,
    live: isLive.filter(Boolean).length,
    missing: upTo === undefined ? 0 : missing(upTo),
    ...{ p50Ms: delays.share(0.5), p99Ms: delays.share(0.99), longestMs: delays.share(1) },
    lately: { p99Ms: lately.share(0.99), longestMs: lately.share(1) },
  };
  if (marks) delays.forget();
  lately.forget();
  process.send?.(answer, () => isEnd && process.exit());
});
process.on("disconnect", () => process.exit());
