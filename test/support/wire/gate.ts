/** A door that a test opens by hand: whoever asks waits until then. */
export interface Gate {
  /** How many have come. */
  readonly asked: number;
  /** Resolves when this caller is let through. */
  pass(): Promise<void>;
  /** Lets the one through who has waited longest, or turns it away with a fault. */
  open(fault?: Error): void;
}

export function gate(): Gate {
  const waiting: { resolve(): void; reject(fault: Error): void }[] = [];
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    pass: () => {
      asked++;
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
    },
    open: (fault) => {
      const next = waiting.shift();
      if (!next) throw new Error("nobody waits at the gate");
      if (fault) next.reject(fault);
      else next.resolve();
    },
  };
}

/** Lets everything that is already decided happen: callbacks of settled promises, of any depth that matters here. */
export async function settled(): Promise<void> {
  for (let depth = 0; depth < 20; depth++) await Promise.resolve();
}
