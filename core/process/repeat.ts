/** Calls `act` every `everyMs`, never twice at once; the returned function stops it and waits for the act in hand. */
export function repeat(everyMs: number, act: () => Promise<unknown> | unknown): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= Promise.resolve(act()).finally(() => {
      running = undefined;
    });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
