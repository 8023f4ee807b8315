import type { PublisherLine, ReaderLine } from "../actors/ledger.ts";
import type { Shelf } from "./shelf.ts";

/** An event as the store has it. */
export interface StoredEvent {
  seq: number;
  at: number;
  kind: string;
  story: string;
  rev: number;
  digest: string;
  /** The Idempotency-Key that its headline names; null once its text is gone. */
  key: string | null;
}

/** One history of the wire under one epoch. */
export interface Era {
  epoch: string;
  top: number;
  events: StoredEvent[];
}

export interface History {
  /** What the store says at the end. */
  wire: Era;
  /** Histories that an operator has cut by a restore, as they were just before. */
  cut?: Era[];
  publishers: PublisherLine[];
  readers: ReaderLine[];
  /** Readers who were to have everything at the end. Left out: all whose last connection is open. */
  finishers?: number[];
  /** What readers had rendered on earlier pages; see shelf.ts. */
  shelf?: Shelf;
  /** When the last fault was healed; what was on the wire by then must be with every reader 15 s later. */
  healedAt?: number;
  /** Only Redis and workers failed: publishing must have been accepted all the time, and the epoch is unchanged. */
  onlyRedisFailed?: boolean;
  /** Releases may be so late, at the 99th percentile; 1,000 if left out. */
  releaseP99Ms?: number;
  /** The delay of live events between two moments, at the 99th percentile. */
  delay?: { from: number; to: number; p99Ms: number };
}

export interface Violation {
  rule: `I${number}`;
  detail: string;
}

/** An era with its events by number and by story. */
export interface IndexedEra extends Era {
  bySeq: Map<number, StoredEvent>;
  byStory: Map<string, StoredEvent[]>;
  /** The numbers that a snapshot at this top has to tell of, without corrections and retractions. */
  newestAt(top: number): Set<number>;
}

export type Eras = Map<string, IndexedEra>;

/** The value below which 99 of 100 lie (or another share); 0 of none. */
export function percentile(values: number[], share = 0.99): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
