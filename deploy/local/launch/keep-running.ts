import { setTimeout as pause } from "node:timers/promises";

/** Something that runs until it is stopped, or dies. */
export interface Running {
  /** Says how it ended. */
  ended: Promise<string>;
  stop(withinMs: number): Promise<void>;
  kill(): void;
}

export interface Kept<T extends Running> {
  /** What the first start gave: later ones are at the same address. */
  first: T;
  /** Stops it for good; the promise settles when it is gone. */
  stop(withinMs: number): Promise<void>;
  kill(): void;
}

export interface KeepOptions<T extends Running> {
  /** As a sentence begins: "The server". */
  name: string;
  /** Starts it, again after `earlier`; gives up when `signal` is aborted. */
  start: (signal: AbortSignal, earlier?: T) => Promise<T>;
  report: (line: string) => void;
  /** Gives up the first start. */
  signal: AbortSignal;
}

const STEADY_MS = 30_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Starts something and starts it again whenever it ends without being asked to, with growing waits. Rejects when the
 * first start fails: then something is wrong that trying again does not mend.
 */
export async function keepRunning<T extends Running>(options: KeepOptions<T>): Promise<Kept<T>> {
  const { name, start, report } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const first = await start(AbortSignal.any([signal, options.signal]));
  let current = first;

  const startAgain = async (how: string, failuresBefore: number) => {
    let complaint = `${name} ended unexpectedly (${how})`;
    for (let failures = failuresBefore; ; failures++) {
      const waitMs = backoffMs(failures);
      report(`${complaint}; starting again in ${waitMs / 1000} s.`);
      await pause(waitMs, undefined, { signal });
      try {
        current = await start(signal, first);
        report(`${name} is back.`);
        return failures + 1;
      } catch (error) {
        signal.throwIfAborted();
        complaint = (error as Error).message.split("\n")[0]?.replace(/[.:]$/, "") ?? "";
      }
    }
  };
  const keep = async () => {
    let failures = 0;
    while (true) {
      const startedAt = Date.now();
      const how = await current.ended;
      if (signal.aborted) return;
      if (Date.now() - startedAt > STEADY_MS) failures = 0;
      failures = await startAgain(how, failures);
    }
  };
  const kept = keep().catch((error) => {
    if (!signal.aborted) throw error;
  });
  const stop = async (withinMs: number) => {
    stopping.abort();
    await current.stop(withinMs);
    await kept;
  };
  return { first, stop, kill: () => current.kill() };
}

/** 0.5 s, doubling up to 15 s. */
export function backoffMs(failures: number): number {
  return Math.min(500 * 2 ** failures, LONGEST_WAIT_MS);
}
