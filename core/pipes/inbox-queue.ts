import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { askRedis, workOnRedis } from "./redis.ts";
import type { QueuePlace, QueueWorker } from "./story-queue.ts";

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
export function openInboxQueue({ redisUrl, redisPrefix }: QueuePlace, onReady: () => void): InboxQueue {
  const connection = askRedis(redisUrl);
  const queue = new Queue<Poll>(QUEUE, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: { attempts: 1, removeOnComplete: 100, removeOnFail: 100 }, // its row counts the failures
  });
  queue.on("error", () => {}); // each call reports its own failure
  connection.on("ready", onReady);
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
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function sourceIn(data: unknown): string {
  const { sourceId } = (data ?? {}) as Partial<Record<keyof Poll, unknown>>;
  if (typeof sourceId === "string" && UUID.test(sourceId)) return sourceId;
  throw new UnrecoverableError("this job names no source");
}

/** The receiving end: a few at a time in each worker, because most of the time one waits for somebody else's server. */
export function takePolls(
  { redisUrl, redisPrefix }: QueuePlace,
  poll: (sourceId: string) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): QueueWorker {
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(QUEUE, async ({ data }) => poll(sourceIn(data)), {
    connection,
    prefix: redisPrefix,
    concurrency: AT_ONCE,
    lockDuration: 30_000,
    stalledInterval: 10_000,
    maxStalledCount: 1_000,
    maxStartedAttempts: 20,
    metrics: { maxDataPoints: 60 }, // minutes; without them BullMQ counts nothing
  });
  worker.on("failed", (job, failure) => onFailure(failure, job));
  worker.on("error", () => {}); // Redis away: the worker waits
  return {
    close: async () => {
      await worker.close(true); // a source in hand is nobody's loss: its lease runs out
      connection.disconnect();
    },
  };
}
