/*
 * Time-to-screen as a histogram: counts in buckets that grow by a tenth, so that servers' counts can be added up and a
 * percentile is never more than 10 % off. Bucket i holds times up to 1.1^i milliseconds; the last one, about 10 minutes
 * and more.
 */

const GROWTH = Math.log(1.1);
export const BUCKETS = 141;

/** The bucket of a time in milliseconds. */
export function bucketOf(ms: number): number {
  return ms <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms) / GROWTH));
}

/** Bucket by bucket; missing ones count as nothing. */
export function addHistograms(histograms: number[][]): number[] {
  return Array.from({ length: BUCKETS }, (_, i) => histograms.reduce((sum, counts) => sum + (counts[i] ?? 0), 0));
}

/** The time in whole ms below which `share` (0–1) of all lie, as its bucket's upper end; null of nothing. */
export function percentile(histogram: number[], share: number): number | null {
  const wanted = Math.ceil(histogram.reduce((sum, count) => sum + count, 0) * share);
  if (wanted === 0) return null;
  let seen = 0;
  const bucket = histogram.findIndex((count) => {
    seen += count;
    return seen >= wanted;
  });
  return Math.round(1.1 ** bucket);
}
