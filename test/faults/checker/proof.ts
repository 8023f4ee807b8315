import { type PublisherLine, type ReaderLine, readLedger } from "../actors/ledger.ts";
import { checkHistory } from "./checker.ts";
import { type Era, type History, percentile, type Violation } from "./history.ts";

type Arrival = Extract<ReaderLine, { is: "event" }>;

export interface Figures {
  events: number;
  arrivals: number;
  connections: number;
  p50Ms: number;
  p99Ms: number;
  /** From commit to arrival, for readers who had been there before the commit. */
  delaysMs: number[];
}

export interface Proof {
  violations: Violation[];
  figures: Figures;
  history: History;
}

/** Reads the ledgers and judges them by the wire. */
export function judge(wire: Era, ledgers: { publisher: string; readers: string }, more: Partial<History>): Proof {
  const publishers = readLedger<PublisherLine>(ledgers.publisher);
  const readers = readLedger<ReaderLine>(ledgers.readers);
  const history: History = { wire, publishers, readers, ...more };
  const arrivals = readers.filter((line) => line.is === "event");
  const delaysMs = delaysIn(wire, readers, arrivals);
  const figures = {
    events: wire.top,
    arrivals: arrivals.length,
    connections: readers.filter(({ is }) => is === "hello").length,
    p50Ms: percentile(delaysMs, 0.5),
    p99Ms: percentile(delaysMs),
    delaysMs,
  };
  return { violations: checkHistory(history), figures, history };
}

function delaysIn(wire: Era, readers: ReaderLine[], arrivals: Arrival[]): number[] {
  const committedAt = new Map(wire.events.map(({ seq, at }) => [seq, at]));
  const thereSince = new Map<number, number>();
  for (const { reader, at } of readers) if (!thereSince.has(reader)) thereSince.set(reader, at);
  return arrivals.flatMap(({ reader, seq, at }) => {
    const committed = committedAt.get(seq) ?? 0;
    return committed > (thereSince.get(reader) ?? 0) ? [at - committed] : [];
  });
}
