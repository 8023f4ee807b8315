import type { Job } from "bullmq";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd } from "./queue-ends.ts";

/*
 * The way to the devices: a queue of its own, beside the headlines' way. Both ends are in the workers. A job says nothing
 * but that there is something; who is to be told what, the rows say (core/store/push). Whoever makes the rows sends as many
 * wake-ups as there is work for, so that all workers share it; each also looks by itself, for what no job announced.
 */

const QUEUE = "pushes";
/** So many pushes are worth one more worker's waking. */
const PUSHES_A_JOB = 200;
const JOBS_AT_MOST = 32;

export interface PushQueue {
  /** Wakes workers for so many pushes, after so long. Throws at once when Redis is away. */
  announce(pushes: number, afterMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The sending end. */
export function openPushQueue(place: QueuePlace): PushQueue {
  const { queue, close } = sendingEnd(QUEUE, place);
  return {
    announce: async (pushes, afterMs) => {
      const length = Math.min(JOBS_AT_MOST, Math.ceil(pushes / PUSHES_A_JOB));
      await queue.addBulk(Array.from({ length }, () => ({ name: "push", data: {}, opts: { delay: afterMs } })));
    },
    close,
  };
}

/** The receiving end: `push` sends what there is, and resolves when the rows hold nothing more. */
export function takePushes(
  place: QueuePlace,
  push: () => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  return receivingEnd(QUEUE, place, { work: push, onFailure, leavesAtOnce: true });
}
