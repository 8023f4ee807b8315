import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/*
 * What publishers and readers write down while they are under fire: one JSON line for everything that they did or that
 * reached them, in a file of their own that only grows. Nothing is judged here; see checker.ts. Times are milliseconds
 * since 1970 on this machine's clock, which every process of a test shares.
 */

/** One attempt and what came of it. The same key may be tried many times. */
export type PublisherLine =
  | { is: "invoke"; key: string; act: "new" | "update" | "correction" | "retraction"; at: number; releaseAt?: number }
  | { is: "ok"; key: string; at: number; story: string; rev: number; status: string; epoch?: string; seq?: number }
  /** The server said no, and why. */
  | { is: "fail"; key: string; at: number; status: number }
  /** No answer, or one that says that nobody knows. `status` 0: the connection broke. */
  | { is: "unknown"; key: string; at: number; status: number };

interface Heard {
  reader: number;
  /** Counts the connections of this reader. */
  link: number;
  at: number;
}

export type ReaderLine = Heard &
  (
    | { is: "opened"; cursor: string | null }
    | { is: "hello"; epoch: string; top: number; mode: "live" | "resume" | "snapshot"; complete: boolean }
    | ({ is: "event"; rendered: boolean } & Told)
    | { is: "beat"; epoch: string; top: number }
    | { is: "drain"; afterMs: number }
    | { is: "closed"; why: string }
  );

/** An event as it reached somebody. */
export interface Told {
  epoch: string;
  seq: number;
  kind: string;
  story: string;
  rev: number;
  /** Of the bytes of its JSON. */
  digest: string;
}

export interface Ledger<Line> {
  write(line: Line): void;
  close(): void;
}

/** Appends to a file; lines are on their way to the disk when `write` returns, or a moment later if `lazyBytes` is set. */
export function openLedger<Line>(path: string, lazyBytes = 0): Ledger<Line> {
  const file = openSync(path, "a");
  let waiting = "";
  const flush = (): void => {
    if (waiting) writeSync(file, waiting);
    waiting = "";
  };
  return {
    write(line) {
      waiting += `${JSON.stringify(line)}\n`;
      if (waiting.length > lazyBytes) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

/** Every whole line of a ledger; one that was being written when its writer died is left out. */
export function readLedger<Line>(path: string): Line[] {
  const lines = readFileSync(path, "utf8").split("\n");
  lines.pop();
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Line);
}
