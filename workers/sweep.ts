import type { Log } from "../core/log.ts";
import { repeat } from "../core/repeat.ts";

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
  let isWell = true;

  const reporting = (act: () => Promise<unknown>) => async () => {
    try {
      await act();
      if (!isWell) log.info("the way is open again");
      isWell = true;
    } catch (failure) {
      if (isWell) log.warn({ err: failure }, "the way is blocked; trying on");
      isWell = false;
    }
  };
  const stopSweep = repeat(
    SWEEP_MS,
    reporting(async () => {
      await releaseDue();
      await fanOut();
    }),
  );
  const stopBeat = repeat(BEAT_MS, reporting(beat));
  return {
    isWell: () => isWell,
    close: async () => {
      await Promise.all([stopSweep(), stopBeat()]);
    },
  };
}
