import { checkHistory } from "./checker.ts";
import { type Era, type History, percentile, type Violation } from "./history.ts";
import { type PublisherLine, type ReaderLine, readLedger } from "./ledger.ts";

export interface Figures {
  events: number;
  arrivals: number;
  connections: number;
  p50Ms: number;
  p99Ms: number;
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
  const finishers = [...new Set(readers.map(({ reader }) => reader))];
  const history: History = { wire, publishers, readers, finishers, ...more };
  const atOf = new Map(wire.events.map(({ seq, at: committed }) => [seq, committed]));
  const arrivals = readers.filter((line) => line.is === "event");
  const delays = arrivals.map((line) => line.at - (atOf.get(line.seq) ?? line.at));
  const figures = {
    events: wire.top,
    arrivals: arrivals.length,
    connections: readers.filter(({ is }) => is === "hello").length,
    p50Ms: percentile(delays, 0.5),
    p99Ms: percentile(delays),
  };
  return { violations: checkHistory(history), figures, history };
}
