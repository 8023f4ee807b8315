import { type Job, UnrecoverableError } from "bullmq";
import { isUuid } from "../../uuid.ts";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd } from "./queue-ends.ts";

/*
 * The way to the inbox: a queue of its own, so that an agency's slow server never stands before a headline. Both ends are
 * in the workers. A job says which source to look at; whether it is due, the row says (core/store/inbox/poll-sources.ts).
 * Each source has a job scheduler, and those are nothing but rows written down a second time: whoever keeps the rows
 * writes them again, because FLUSHALL takes the schedulers with it, silently and for ever.
 */

const QUEUE = "inbox";
const AT_ONCE = 4;

export interface Poll {
  sourceId: string;
}

export interface InboxQueue {
  /** Wake-ups for these sources, now. Throws at once when Redis is away. */
  announce(sourceIds: readonly string[]): Promise<void>;
  /** From now on these sources have a scheduler each, and no other one has. */
  schedule(sources: readonly { id: string; everySeconds: number }[]): Promise<void>;
  close(): Promise<void>;
}

/** The sending end. `onReady` hears whenever Redis is there again, perhaps with nothing in it. */
export function openInboxQueue(place: QueuePlace, onReady: () => void): InboxQueue {
  const { queue, onReady: hears, close } = sendingEnd<Poll>(QUEUE, place);
  hears(onReady);
  return {
    announce: async (sourceIds) => {
      await queue.addBulk(sourceIds.map((sourceId) => ({ name: "poll", data: { sourceId } })));
    },
    schedule: async (sources) => {
      const wanted = new Set(sources.map(({ id }) => id));
      const known = await queue.getJobSchedulers(0, -1);
      for (const { key } of known) if (!wanted.has(key)) await queue.removeJobScheduler(key);
      for (const { id, everySeconds } of sources) {
        const template = { name: "poll", data: { sourceId: id } };
        await queue.upsertJobScheduler(id, { every: everySeconds * 1_000 }, template);
      }
    },
    close,
  };
}

function sourceIn(data: unknown): string {
  const { sourceId } = (data ?? {}) as Partial<Record<keyof Poll, unknown>>;
  if (isUuid(sourceId)) return sourceId;
  throw new UnrecoverableError("this job names no source");
}

/** The receiving end: a few at a time in each worker, because most of the time one waits for somebody else's server. */
export function takePolls(
  place: QueuePlace,
  poll: (sourceId: string) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  const work = (data: unknown) => poll(sourceIn(data));
  return receivingEnd(QUEUE, place, { work, onFailure, atOnce: AT_ONCE, lockMs: 30_000, leavesAtOnce: true });
}
