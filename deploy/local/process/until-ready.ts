import { setTimeout as pause } from "node:timers/promises";
import type { Child } from "./start-child.ts";

const LOOK_AGAIN_MS = 25;
const STOP_WITHIN_MS = 2_000;

/**
 * Asks again and again until `isReady` says so; false when the child ended instead, or was stopped because `signal` was
 * aborted. There is no deadline of its own: recovery after a crash may take its time. What `isReady` throws stops the
 * child and is thrown on.
 */
export async function untilReady(
  child: Child,
  isReady: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<boolean> {
  let hasEnded = false;
  child.ended.then(() => {
    hasEnded = true;
  });
  try {
    while (!hasEnded && !signal?.aborted) {
      if (await isReady()) return true;
      await pause(LOOK_AGAIN_MS);
    }
  } catch (error) {
    await child.stop(STOP_WITHIN_MS);
    throw error;
  }
  await child.stop(STOP_WITHIN_MS);
  return false;
}
