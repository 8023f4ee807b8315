import fc from "fast-check";
import { expect, test } from "vitest";
import { addHistograms, BUCKETS, bucketOf, percentile } from "../../core/news/reach.ts";

const TEN_MINUTES_MS = 600_000;
const someTimes = fc.array(fc.double({ min: 1, max: TEN_MINUTES_MS, noNaN: true }), { minLength: 1, maxLength: 300 });

function histogramOf(times: readonly number[]): number[] {
  const counts: number[] = new Array(BUCKETS).fill(0);
  for (const time of times) counts[bucketOf(time)] = (counts[bucketOf(time)] ?? 0) + 1;
  return counts;
}

/** The smallest of the times that `share` of all do not exceed. */
function exactly(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Number.NaN;
}

test("D4: a percentile is at most 10 % above the true time and never below it", () => {
  fc.assert(
    fc.property(someTimes, fc.constantFrom(0.5, 0.95, 0.99, 1), (times, share) => {
      const told = percentile(histogramOf(times), share) ?? Number.NaN;
      const true_ = exactly(times, share);
      expect(told).toBeGreaterThanOrEqual(Math.floor(true_ - 0.5));
      expect(told).toBeLessThanOrEqual(Math.ceil(true_ * 1.1 + 0.5));
    }),
  );
});

test("D4: the counts of several servers add up to one, in any order", () => {
  fc.assert(
    fc.property(fc.array(someTimes, { maxLength: 6 }), (perServer) => {
      const together = histogramOf(perServer.flat());
      expect(addHistograms(perServer.map(histogramOf))).toEqual(together);
      expect(addHistograms(perServer.map(histogramOf).reverse())).toEqual(together);
    }),
  );
});

test("D4: nothing observed has no percentile, and says so", () => {
  expect(percentile(addHistograms([]), 0.5)).toBeNull();
  expect(percentile(histogramOf([]), 0.99)).toBeNull();
});

test("D4: every time there is falls into a bucket, also none, less than none, and for ever", () => {
  const times = [-5, 0, 0.2, 1, 1.0001, TEN_MINUTES_MS, 86_400_000, Number.POSITIVE_INFINITY];
  expect(times.map(bucketOf)).toEqual([0, 0, 0, 0, 1, 140, 140, 140]);
  expect(addHistograms([[1], [0, 2]])).toEqual([1, 2, ...new Array(BUCKETS - 2).fill(0)]);
});
