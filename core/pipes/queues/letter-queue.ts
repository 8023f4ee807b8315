import { type Job, UnrecoverableError } from "bullmq";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd } from "./queue-ends.ts";

/*
 * The way to the letter box: a queue of its own, so that a relay which is slow never stands before a headline. A job says
 * only "there is post". It names nobody and carries nothing; what is to be done stands in rows (sign_up, letter), and every
 * worker looks there once a second as well, so a job may be lost, doubled or late without harm.
 */

const QUEUE = "letters";

export interface LetterQueue {
  /** Throws at once when Redis is away. */
  announce(): Promise<void>;
  close(): Promise<void>;
}

/** The sending end, in every server. */
export function openLetterQueue(place: QueuePlace): LetterQueue {
  const { queue, close } = sendingEnd<"post">(QUEUE, place);
  return {
    announce: async () => {
      await queue.add("wake-up", "post");
    },
    close,
  };
}

/** The receiving end, in every worker. */
export function takePost(
  place: QueuePlace,
  wake: () => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  return receivingEnd(QUEUE, place, {
    onFailure,
    leavesAtOnce: true,
    work: async (data) => {
      if (data !== "post") throw new UnrecoverableError("this job is no wake-up");
      await wake();
    },
  });
}
