/*
 * A crowd is thousands of readers in one process who write nothing down: each knows which numbers it had, and how long
 * they took. What only a fleet's ledger can tell (bytes, revisions, what was rendered) is not asked here.
 */

/** What a reader says when it comes back: its cursor; nothing, as stock clients do; or Socket.IO's own recovery. */
export type Dialect = "paper" | "stock" | "stock with recovery";

export interface Group {
  name: string;
  /** Tried in turn, the first one first. */
  urls: string[];
  dialect: Dialect;
  readers: number;
  /** Each connection is cut so often, and is away for about so long; 0: never. */
  cutEveryMs: number;
  cutForMs: number;
  /** Reads nothing any more once it is greeted, and does not come back. `alive`: says all the time that it lives. */
  stalls: "no" | "alive" | "frozen";
  /** The cursor to come with; null: none. */
  from: string | null;
  /** Numbers above this are counted, at most so many. */
  base: number;
  count: number;
}

export interface CrowdOrder {
  groups: Group[];
}

export interface CrowdQuestion {
  /** Begins or ends the cutting. */
  cuts?: boolean;
  /** Forgets the delays up to now, once they are told. */
  marks?: boolean;
  /** Counts what is missing up to this number. */
  upTo?: number;
  isEnd?: boolean;
}

export interface GroupAnswer {
  name: string;
  /** Who has a connection on which everything up to its beginning has come (a beat, or a stock server's welcome). */
  live: number;
  /** Connections that were made, and that ended without our doing. */
  opened: number;
  lost: number;
  cuts: number;
  arrivals: number;
  /** Numbers up to `upTo` that somebody has not had; that somebody had again; that came after a higher one. */
  missing: number;
  again: number;
  disordered: number;
  /** From commit to arrival, since the last mark. */
  p50Ms: number;
  p99Ms: number;
  longestMs: number;
}
