/** Numbers of the wire that somebody waits for: one waiter a number, whoever committed it here. */
export interface AwaitedNumbers {
  /** Resolves when the number has come, or after `atMostMs`. */
  wait(seq: number, atMostMs: number): Promise<void>;
  came(seq: number): void;
}

export function createAwaitedNumbers(): AwaitedNumbers {
  const waiting = new Map<number, () => void>();
  return {
    async wait(seq, atMostMs) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        waiting.set(seq, () => {
          clearTimeout(timer);
          resolve();
        });
      });
      waiting.delete(seq);
    },
    came: (seq) => waiting.get(seq)?.(),
  };
}
