import { type Job, UnrecoverableError } from "bullmq";
import { isUuid } from "../../uuid.ts";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd } from "./queue-ends.ts";

/*
 * The way to the voice: a queue of its own, so that a text which takes a minute to read never stands before a headline.
 * Both ends are in the workers. A job says which story's revision to look at; whether anything is to be done, the row
 * says (core/store/stories/narrations.ts), and whoever keeps the rows sends the job again if it was lost.
 */

const QUEUE = "narrations";

export interface Narration {
  storyId: string;
  rev: number;
}

export interface NarrationQueue {
  /** Throws at once when Redis is away. */
  announce(narrations: readonly Narration[]): Promise<void>;
  close(): Promise<void>;
}

/** The sending end. */
export function openNarrationQueue(place: QueuePlace): NarrationQueue {
  const { queue, close } = sendingEnd<Narration>(QUEUE, place);
  return {
    announce: async (narrations) => {
      await queue.addBulk(narrations.map((data) => ({ name: "narrate", data })));
    },
    close,
  };
}

function narrationIn(data: unknown): Narration {
  const { storyId, rev } = (data ?? {}) as Partial<Record<keyof Narration, unknown>>;
  if (isUuid(storyId) && Number.isSafeInteger(rev) && (rev as number) > 0) return { storyId, rev: rev as number };
  throw new UnrecoverableError("this job names no revision of a story");
}

/** The receiving end: one at a time in each worker. */
export function takeNarrations(
  place: QueuePlace,
  narrate: (narration: Narration) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  return receivingEnd(QUEUE, place, { work: (data) => narrate(narrationIn(data)), onFailure, leavesAtOnce: true });
}
