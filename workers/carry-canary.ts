import { repeat } from "../core/process/repeat.ts";
import type { StageRecorder } from "../core/store/wire/stage-recorder.ts";
import type { FanOut } from "./fan-out.ts";

const BEAT_MS = 500;

/**
 * The canary's wire in a worker: the heartbeat that every wire has, and the jobs. There is no sweeper for it on purpose.
 * The sweeper would bring the canary through when the queue is broken, and the queue is one of the hops that it proves.
 */
export function carryCanary({ fanOut, taken }: { fanOut: FanOut; taken: Pick<StageRecorder, "saw"> }) {
  const stop = repeat(BEAT_MS, () => fanOut.beat().catch(() => {})); // the news' own heartbeat reports what is away
  return {
    /** A job announces this canary. Whatever fails is told by the stamp that is missing then, and not by a failed job. */
    async carry(seq: number | null): Promise<void> {
      if (seq !== null) taken.saw(seq);
      await fanOut.run().catch(() => {});
    },
    close: stop,
  };
}
