const SILENCE_MS = 1_500;
const SURE_FOR_MS = 5_000;
const CHECK_EVERY_MS = 5_000;

/** When this server last had proof that it is where the wire is: from a worker's heartbeat, or from the store itself. */
export interface LastProof {
  /** A heartbeat came; it named our top, or another. */
  heard(isOurTop: boolean): void;
  /** The store was read to its end. */
  wasRead(): void;
  /** Whether a worker's heartbeat was heard lately. */
  hearsWorkers(): boolean;
  /** Whether our top is known to have been the wire's within the last 5 s. */
  isSure(): boolean;
  /** Whether the store has to be read: no worker is heard, or it was not looked at for 5 s. */
  isReadingDue(): boolean;
  /** Since a heartbeat was heard, or since the beginning; and since the store was read. */
  ages(): { heardMs: number; readMs: number };
}

/** Begins with the proof of a store that was read just now. */
export function createLastProof(): LastProof {
  let sureAt = performance.now();
  let readAt = sureAt;
  let heardAt = Number.NEGATIVE_INFINITY;
  const begunAt = sureAt;
  const hearsWorkers = (): boolean => performance.now() - heardAt < SILENCE_MS;
  return {
    heard(isOurTop) {
      heardAt = performance.now();
      if (isOurTop) sureAt = heardAt;
    },
    wasRead() {
      readAt = performance.now();
      sureAt = readAt;
    },
    hearsWorkers,
    isSure: () => performance.now() - sureAt < SURE_FOR_MS,
    isReadingDue: () => !hearsWorkers() || performance.now() - readAt >= CHECK_EVERY_MS,
    ages: () => ({ heardMs: performance.now() - Math.max(heardAt, begunAt), readMs: performance.now() - readAt }),
  };
}
