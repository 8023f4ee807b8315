/** Runs one step of the start and shows one line when it is done: its time, and what `describe` makes of its result. */
export async function step<T>(work: () => Promise<T>, describe: (result: T) => string): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${`${seconds} s`.padStart(8)}  ${describe(result)}`);
  return result;
}

/** As Promise.all, but settles only when all have: whatever came up beside a failure is then known, and can be stopped. */
export async function together<T extends readonly unknown[]>(work: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as unknown as T;
}
