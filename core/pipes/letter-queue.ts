import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { askRedis, workOnRedis } from "./redis.ts";
import type { QueuePlace, QueueWorker } from "./story-queue.ts";

/*
 * The way to the letter box: a queue of its own, so that a relay which is slow never stands before a headline. A job is a
 * wake-up: "there is post". It names nobody and carries nothing; what is to be done stands in rows (sign_up, letter), and
 * every worker looks there once a second as well, so a job may be lost, doubled or late without harm.
 */

const QUEUE = "letters";

export interface LetterQueue {
  /** Throws at once when Redis is away. */
  announce(): Promise<void>;
  close(): Promise<void>;
}

/** The sending end, in every server. */
export function openLetterQueue({ redisUrl, redisPrefix }: QueuePlace): LetterQueue {
  const connection = askRedis(redisUrl);
  const queue = new Queue<"post">(QUEUE, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: { attempts: 1, removeOnComplete: 100, removeOnFail: 100 }, // its rows count the attempts
  });
  queue.on("error", () => {}); // each call reports its own failure
  return {
    announce: async () => {
      await queue.add("wake-up", "post");
    },
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** The receiving end, in every worker. */
export function takePost(
  { redisUrl, redisPrefix }: QueuePlace,
  wake: () => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): QueueWorker {
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(
    QUEUE,
    async ({ data }) => {
      if (data !== "post") throw new UnrecoverableError("this job is no wake-up");
      await wake();
    },
    {
      connection,
      prefix: redisPrefix,
      concurrency: 1,
      lockDuration: 10_000,
      stalledInterval: 3_000,
      maxStalledCount: 1_000,
      maxStartedAttempts: 20,
      metrics: { maxDataPoints: 60 }, // minutes; without them BullMQ counts nothing
    },
  );
  worker.on("failed", (job, failure) => onFailure(failure, job));
  worker.on("error", () => {}); // Redis away: the worker waits
  return {
    close: async () => {
      await worker.close(true); // a letter in hand is nobody's loss: its row's lease runs out
      connection.disconnect();
    },
  };
}
