const LONGEST_MS = 60_000;

/** Delays, counted by the millisecond. */
export interface Delays {
  add(ms: number): void;
  /** The value below which this share lies; 0 of none. */
  share(of: number): number;
  forget(): void;
}

export function createDelays(): Delays {
  const counts = new Uint32Array(LONGEST_MS + 1);
  let sum = 0;
  return {
    add(ms) {
      const place = Math.min(LONGEST_MS, Math.max(0, Math.round(ms)));
      counts[place] = (counts[place] ?? 0) + 1;
      sum++;
    },
    share(of) {
      let below = 0;
      const wanted = sum * of;
      return Math.max(
        0,
        counts.findIndex((count) => {
          below += count;
          return below > 0 && below >= wanted;
        }),
      );
    },
    forget() {
      counts.fill(0);
      sum = 0;
    },
  };
}
