import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Delivery, type Desk, deliver } from "./deliver.ts";
import { createPace, type Pace } from "./pace.ts";
import type { Progress, Tally } from "./progress.ts";
import { type FileLine, readLines } from "./read-lines.ts";
import { type LineOptions, storyFromLine } from "./story-from-line.ts";

export interface Replay {
  file: string;
  line: LineOptions;
  pace: Pace;
  parallel: number;
}

export interface ReplayResult extends Tally {
  /** Why it ended before the file did; null: it did not. */
  stoppedBy: string | null;
}

/** A wrong token is wrong for every line. */
const HOPELESS = new Set([401, 403]);

/**
 * Posts every line of a file and reports the bad ones by number. With `parallel` 1, each story is accepted before the
 * next is sent, so the wire has them in the file's order. Throws only when the file cannot be read.
 */
export async function replayFile(desk: Desk, progress: Progress, replay: Replay): Promise<ReplayResult> {
  const { size } = await stat(replay.file);
  const result: ReplayResult = { posted: 0, alreadyThere: 0, skipped: 0, stoppedBy: null };
  const lines = readLines(replay.file);
  const nextWait = createPace(replay.pace);

  function skip(line: FileLine, reason: string): void {
    result.skipped += 1;
    progress.say(`line ${line.number}: ${reason}`);
  }

  function settle(line: FileLine, delivery: Delivery): void {
    if (delivery.outcome === "given-up") {
      result.stoppedBy ??= delivery.reason;
    } else if (delivery.outcome === "refused") {
      skip(line, `refused: ${delivery.reason}`);
      if (HOPELESS.has(delivery.status)) result.stoppedBy ??= delivery.reason;
    } else if (delivery.isReplayed) {
      result.alreadyThere += 1;
    } else {
      result.posted += 1;
    }
  }

  async function postLine(line: FileLine): Promise<void> {
    if (line.text?.trim() === "") return;
    const reading = line.text === null ? null : storyFromLine(line.text, replay.line);
    if (!reading?.ok) return skip(line, reading?.reason ?? "not UTF-8");
    const waitMs = nextWait(reading.publishedAtMs, performance.now());
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: desk.signal }).catch(() => {});
    settle(line, await deliver(desk, { path: "/v1/stories", key: reading.key, body: reading.story }));
  }

  async function postInTurn(): Promise<void> {
    for (let next = await lines.next(); !next.done && result.stoppedBy === null; next = await lines.next()) {
      await postLine(next.value);
      progress.show(result, size > 0 ? next.value.endsAtByte / size : 1);
    }
  }

  await Promise.all(Array.from({ length: replay.parallel }, postInTurn));
  await lines.return(undefined);
  return result;
}
