import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { askRedis, workOnRedis } from "./redis.ts";
import type { QueuePlace, QueueWorker } from "./story-queue.ts";

/*
 * The way to the mailers. A job is a wake-up with an id: this issue may have something to send, or this newsletter's hour
 * has come. What is to be done the rows say; a sweep in every worker finds the same each second, so a job may be lost,
 * doubled or late. The hours are job schedulers, which an emptied Redis loses without a word: so they are rows, too, and
 * every worker puts them back at its start, whenever Redis comes back, and each minute.
 */

const QUEUE = "mails";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export type MailWakeUp = { issue: string } | { newsletter: string };

/** When a newsletter is due, on the paper's own wall clock. */
export interface Hour {
  newsletter: string;
  /** "06:30" */
  localTime: string;
  /** 1 = Monday … 7 = Sunday; null: every day. */
  weekday: number | null;
}

export interface MailQueue {
  /** Throws at once when Redis is away. */
  announce(issue: string, delayMs?: number): Promise<void>;
  /** Puts back every newsletter's hour, and takes away those that are no longer meant. */
  keepHours(hours: readonly Hour[], timeZone: string): Promise<void>;
  /** Hears that Redis is there (again). */
  onReady(hear: () => void): void;
  close(): Promise<void>;
}

/** The sending end, in servers and workers. */
export function openMailQueue({ redisUrl, redisPrefix }: QueuePlace): MailQueue {
  const connection = askRedis(redisUrl);
  const queue = new Queue<MailWakeUp>(QUEUE, {
    connection,
    prefix: redisPrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: "exponential", delay: 200 },
      removeOnComplete: 100,
      removeOnFail: 1_000,
    },
  });
  queue.on("error", () => {}); // each call reports its own failure
  return {
    announce: async (issue, delayMs = 0) => void (await queue.add("wake-up", { issue }, { delay: delayMs })),
    async keepHours(hours, timeZone) {
      for (const { newsletter, localTime, weekday } of hours) {
        const [hour, minute] = localTime.split(":").map(Number);
        const pattern = `${minute} ${hour} * * ${weekday === null ? "*" : weekday % 7}`;
        const job = { name: "hour", data: { newsletter } };
        await queue.upsertJobScheduler(`newsletter-${newsletter}`, { pattern, tz: timeZone }, job);
      }
      const meant = new Set(hours.map(({ newsletter }) => `newsletter-${newsletter}`));
      for (const { key } of await queue.getJobSchedulers()) if (!meant.has(key)) await queue.removeJobScheduler(key);
    },
    onReady: (hear) => void connection.on("ready", hear),
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

function wakeUpIn(data: unknown): MailWakeUp {
  const { issue, newsletter } = (data ?? {}) as { issue?: unknown; newsletter?: unknown };
  if (typeof issue === "string" && UUID.test(issue)) return { issue };
  if (typeof newsletter === "string" && SLUG.test(newsletter)) return { newsletter };
  throw new UnrecoverableError("this job is no wake-up of the mailing");
}

/** The receiving end, in every worker. */
export function takeMailWakeUps(
  { redisUrl, redisPrefix }: QueuePlace,
  wake: (wakeUp: MailWakeUp) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): QueueWorker {
  const connection = workOnRedis(redisUrl);
  const worker = new Worker<unknown>(QUEUE, async ({ data }) => wake(wakeUpIn(data)), {
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
  worker.on("error", () => {}); // Redis away: the sweep goes on
  return {
    close: async () => {
      await worker.close();
      connection.disconnect();
    },
  };
}
