import { type Job, Queue, Worker } from "bullmq";
import { askRedis, workOnRedis } from "./redis.ts";
import type { QueuePlace, QueueWorker } from "./story-queue.ts";

/*
 * The way to the devices: a queue of its own, beside the headlines' way. Both ends are in the workers. A job is a wake-up
 * and says nothing but that; who is to be told what, the rows say (core/store/push). Whoever makes the rows sends as many
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
export function openPushQueue({ redisUrl, redisPrefix }: QueuePlace): PushQueue {
  const connection = askRedis(redisUrl);
  const queue = new Queue(QUEUE, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: { attempts: 1, removeOnComplete: 100, removeOnFail: 100 }, // the rows count the attempts
  });
  queue.on("error", () => {}); // each call reports its own failure
  return {
    announce: async (pushes, afterMs) => {
      const length = Math.min(JOBS_AT_MOST, Math.ceil(pushes / PUSHES_A_JOB));
      await queue.addBulk(Array.from({ length }, () => ({ name: "push", data: {}, opts: { delay: afterMs } })));
    },
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** The receiving end: `push` sends what there is, and resolves when the rows hold nothing more. */
export function takePushes(
  { redisUrl, redisPrefix }: QueuePlace,
  push: () => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): QueueWorker {
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(QUEUE, push, {
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
      await worker.close(true); // what is in hand is nobody's loss: its rows' leases run out
      connection.disconnect();
    },
  };
}
