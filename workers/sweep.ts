import type { Log } from "../core/process/log.ts";
import { repeat } from "../core/process/repeat.ts";

const SWEEP_MS = 250;
const BEAT_MS = 500;

export interface SweepParts {
  releaseDue: () => Promise<number>;
  fanOut: () => Promise<void>;
  beat: () => Promise<void>;
  log: Log;
}

export interface Sweeper {
  /** False while the last sweep failed: the store or Redis is away. */
  isWell(): boolean;
  close(): Promise<void>;
}

/**
 * Does every 250 ms what the jobs ask for, in case there was no job: Redis may have been away, or emptied, when the
 * story was committed. The heartbeat every 500 ms tells the servers how far Redis has come.
 */
export function startSweeper({ releaseDue, fanOut, beat, log }: SweepParts): Sweeper {
  const failing = new Set<string>();

  const reporting = (name: string, act: () => Promise<unknown>) => async () => {
    const wasWell = failing.size === 0;
    try {
      await act();
      failing.delete(name);
      if (!wasWell && failing.size === 0) log.info("the way is open again");
    } catch (failure) {
      failing.add(name);
      if (wasWell) log.warn({ err: failure }, "the way is blocked; trying on");
    }
  };
  const stopSweep = repeat(
    SWEEP_MS,
    reporting("sweep", async () => {
      await releaseDue();
      await fanOut();
    }),
  );
  const stopBeat = repeat(BEAT_MS, reporting("beat", beat));
  return {
    isWell: () => failing.size === 0,
    close: async () => {
      await Promise.all([stopSweep(), stopBeat()]);
    },
  };
}
