import { type Job, type JobsOptions, Queue, Worker } from "bullmq";
import { askRedis, workOnRedis } from "../redis.ts";

/*
 * What every queue of the paper has in common. A job is a wake-up: what is to be done stands in rows, and whoever keeps the
 * rows finds it without a job, too. So the sending end fails at once when Redis is away and nobody waits for it, the
 * receiving end waits for Redis for ever, and a worker's death is never the job's fault. What a job of one queue says, and
 * to whom, that queue's own file tells.
 */

/** Every queue. One that nothing has been put into is empty, and costs nothing to look at. */
export const QUEUE_NAMES = ["stories", "pushes", "narrations", "webhooks", "inbox", "letters", "mails"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export interface QueuePlace {
  redisUrl: string;
  redisPrefix: string;
}

export interface SendingEnd<Data> {
  /** Every call throws at once when Redis is away. */
  queue: Queue<Data>;
  /** Hears whenever Redis is there (again), perhaps with nothing in it. */
  onReady(hear: () => void): void;
  close(): Promise<void>;
}

export interface ReceivingEnd {
  close(): Promise<void>;
}

/** A job that BullMQ itself tries again. */
export const TRIED_AGAIN: JobsOptions = {
  attempts: 3,
  backoff: { type: "exponential", delay: 200 },
  removeOnComplete: 100,
  removeOnFail: 1_000,
};

/** A job that is tried once: the rows count the attempts. */
const TRIED_ONCE: JobsOptions = { attempts: 1, removeOnComplete: 100, removeOnFail: 100 };

export function sendingEnd<Data>(
  name: QueueName,
  { redisUrl, redisPrefix }: QueuePlace,
  jobs: JobsOptions = TRIED_ONCE,
): SendingEnd<Data> {
  const connection = askRedis(redisUrl);
  const queue = new Queue<Data>(name, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true, // its one question at the start would, unanswered, fail every later call too
    defaultJobOptions: jobs,
  });
  queue.on("error", () => {}); // each call reports its own failure
  return {
    queue,
    onReady: (hear) => void connection.on("ready", hear),
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

export interface Work {
  /** Does what a job's data ask for. Throws UnrecoverableError if they ask for nothing that this queue knows. */
  work(data: unknown): Promise<void>;
  /** Hears of jobs that failed for good; and, without a job, of what Redis refuses to do for the queue. */
  onFailure(failure: unknown, job: Job<unknown> | undefined): void;
  /** Jobs that one worker has in hand at most; 1 if left out. */
  atOnce?: number;
  /** How long a job stays a dead worker's before another takes it, ms; 10,000 if left out. */
  lockMs?: number;
  /** A job in hand is not waited for at the close: it is nobody's loss, its row's lease runs out. */
  leavesAtOnce?: boolean;
}

export function receivingEnd(name: QueueName, { redisUrl, redisPrefix }: QueuePlace, parts: Work): ReceivingEnd {
  const { work, onFailure, atOnce = 1, lockMs = 10_000, leavesAtOnce = false } = parts;
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(name, async ({ data }) => work(data), {
    connection,
    prefix: redisPrefix,
    concurrency: atOnce,
    lockDuration: lockMs,
    stalledInterval: Math.round(lockMs * 0.3), // Redis takes whole milliseconds only
    maxStalledCount: 1_000, // a worker's death is not the job's fault; poison is caught by its attempts
    maxStartedAttempts: 20,
    metrics: { maxDataPoints: 60 }, // minutes; without them BullMQ counts nothing
  });
  worker.on("failed", (job, failure) => onFailure(failure, job));
  let told = "";
  worker.on("error", (failure) => {
    // Redis away: the worker waits, and the sweepers go on. What Redis refuses is a fault of ours; it is told once.
    if (failure.name !== "ReplyError" || failure.message === told) return;
    told = failure.message;
    onFailure(failure, undefined);
  });
  return {
    close: async () => {
      await worker.close(leavesAtOnce);
      connection.disconnect();
    },
  };
}
