/**
 * How long a reader that has lost its connection waits before the next: as the contract says, as the stock client does
 * by default (1 s, doubled to 5 s, each half as much more or less), or at once.
 */
export type Manner = "as the contract says" | "as stock" | "at once";

const JITTER_MS = 5_000;
const STOCK_FIRST_MS = 1_000;
const STOCK_AT_MOST_MS = 5_000;
const AT_ONCE_MS = 200;

export interface Comeback {
  greeted(greeting: string): void;
  waitMs(): number;
}

export function createComeback(manner: Manner): Comeback {
  let retryAfterMs = 500;
  let failures = 0;
  return {
    greeted: (greeting) => {
      failures = 0;
      retryAfterMs = Number(/"retryAfterMs":(\d+)/.exec(greeting)?.[1] ?? retryAfterMs);
    },
    waitMs: () => {
      failures++;
      if (manner === "at once") return Math.random() * AT_ONCE_MS;
      if (manner === "as stock") {
        const base = Math.min(STOCK_AT_MOST_MS, STOCK_FIRST_MS * 2 ** (failures - 1));
        return Math.min(STOCK_AT_MOST_MS, base * (0.5 + Math.random()));
      }
      return Math.random() * (failures === 1 ? retryAfterMs : JITTER_MS);
    },
  };
}
