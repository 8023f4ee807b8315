/** Who reads: of a hundred readers five read slowly and five poll. */
export function mixOf(readers: number): { prompt: number; slow: number; polling: number } {
  const twentieth = Math.max(1, Math.round(readers / 20));
  return { prompt: readers - 2 * twentieth, slow: twentieth, polling: twentieth };
}
