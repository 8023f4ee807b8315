/*
 * When events reached a group of readers. Nobody is remembered by name: how many have their n-th event, and when the
 * first and the last of them got it, is enough to tell what is missing, doubled and late.
 */
export interface Arrivals {
  readers: number;
  /** Readers that have at least so many events: `having[n]`. */
  having: number[];
  firstAt: number[];
  lastAt: number[];
  /** Of the readers that are decoded: their n-th event, and when. */
  samples: { n: number; at: number }[];
  /** Decoded events that were not the one after the one before. */
  disordered: number;
}

export function noArrivals(readers: number): Arrivals {
  return { readers, having: [], firstAt: [], lastAt: [], samples: [], disordered: 0 };
}

/** A reader has its n-th event. */
export function arrive(arrivals: Arrivals, n: number, at: number): void {
  const before = arrivals.having[n] ?? 0;
  arrivals.having[n] = before + 1;
  if (before === 0) arrivals.firstAt[n] = at;
  arrivals.lastAt[n] = at;
}

/** Deliveries of the first `count` events that did not come. */
export function missing({ readers, having }: Arrivals, count: number): number {
  let sum = 0;
  for (let n = 1; n <= count; n++) sum += readers - (having[n] ?? 0);
  return sum;
}

/** Deliveries beyond the first `count` events. */
export function tooMany({ having }: Arrivals, count: number): number {
  return having.slice(count + 1).reduce((sum, readers) => sum + (readers ?? 0), 0);
}
