import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { askRedis, workOnRedis } from "./redis.ts";
import type { QueuePlace, QueueWorker } from "./story-queue.ts";

/*
 * The way to others' programs: a queue of its own, so that a receiver which takes seconds to answer never stands before
 * a headline. Both ends are in the workers. A job names a webhook; what it is owed, and whether anybody works for it
 * already, its row says (core/store/webhooks), and whoever keeps the rows sends the job again if it was lost.
 */

const QUEUE = "webhooks";
/** Receivers that one worker tells at the same time. */
const AT_ONCE = 8;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface WebhookQueue {
  /** Throws at once when Redis is away. */
  announce(webhooks: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The sending end. */
export function openWebhookQueue({ redisUrl, redisPrefix }: QueuePlace): WebhookQueue {
  const connection = askRedis(redisUrl);
  const queue = new Queue<{ webhook: string }>(QUEUE, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: { attempts: 1, removeOnComplete: 100, removeOnFail: 100 }, // its row counts the attempts
  });
  queue.on("error", () => {}); // each call reports its own failure
  return {
    announce: async (webhooks) => {
      await queue.addBulk(webhooks.map((webhook) => ({ name: "tell", data: { webhook } })));
    },
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

function webhookIn(data: unknown): string {
  const { webhook } = (data ?? {}) as { webhook?: unknown };
  if (typeof webhook === "string" && UUID.test(webhook)) return webhook;
  throw new UnrecoverableError("this job names no webhook");
}

/** The receiving end. */
export function takeWebhooks(
  { redisUrl, redisPrefix }: QueuePlace,
  tell: (webhook: string) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): QueueWorker {
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(QUEUE, async ({ data }) => tell(webhookIn(data)), {
    connection,
    prefix: redisPrefix,
    concurrency: AT_ONCE,
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
      await worker.close();
      connection.disconnect();
    },
  };
}
