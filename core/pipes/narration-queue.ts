import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { askRedis, workOnRedis } from "./redis.ts";
import type { QueuePlace, QueueWorker } from "./story-queue.ts";

/*
 * The way to the voice: a queue of its own, so that a text which takes a minute to read never stands before a headline.
 * Both ends are in the workers. A job says which story's revision to look at; whether anything is to be done, the row
 * says (core/store/narrations.ts), and whoever keeps the rows sends the job again if it was lost.
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
export function openNarrationQueue({ redisUrl, redisPrefix }: QueuePlace): NarrationQueue {
  const connection = askRedis(redisUrl);
  const queue = new Queue<Narration>(QUEUE, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: { attempts: 1, removeOnComplete: 100, removeOnFail: 100 }, // its row counts the attempts
  });
  queue.on("error", () => {}); // each call reports its own failure
  return {
    announce: async (narrations) => {
      await queue.addBulk(narrations.map((data) => ({ name: "narrate", data })));
    },
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function narrationIn(data: unknown): Narration {
  const { storyId, rev } = (data ?? {}) as Partial<Record<keyof Narration, unknown>>;
  if (typeof storyId === "string" && UUID.test(storyId) && Number.isSafeInteger(rev) && (rev as number) > 0)
    return { storyId, rev: rev as number };
  throw new UnrecoverableError("this job names no revision of a story");
}

/** The receiving end: one at a time in each worker. */
export function takeNarrations(
  { redisUrl, redisPrefix }: QueuePlace,
  narrate: (narration: Narration) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): QueueWorker {
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(QUEUE, async ({ data }) => narrate(narrationIn(data)), {
    connection,
    prefix: redisPrefix,
    concurrency: 1,
    lockDuration: 10_000,
    stalledInterval: 3_000,
    maxStalledCount: 1_000,
    maxStartedAttempts: 20,
    metrics: { maxDataPoints: 60 }, // minutes; without them BullMQ counts nothing
  });
  worker.on("failed", (job, failure) => onFailure(failure, job));
  worker.on("error", () => {}); // Redis away: the worker waits
  return {
    close: async () => {
      await worker.close(true); // a text in hand is nobody's loss: its row's lease runs out
      connection.disconnect();
    },
  };
}
