import { type Job, UnrecoverableError } from "bullmq";
import { NEWSLETTER_SLUG } from "../../news/newsletter.ts";
import { isUuid } from "../../uuid.ts";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd, TRIED_AGAIN } from "./queue-ends.ts";

/*
 * The way to the mailers. A job is a wake-up with an id: this issue may have something to send, or this newsletter's hour
 * has come. What is to be done the rows say; a sweep in every worker finds the same each second, so a job may be lost,
 * doubled or late. The hours are job schedulers, which an emptied Redis loses without a word: so they are rows, too, and
 * every worker puts them back at its start, whenever Redis comes back, and each minute.
 */

const QUEUE = "mails";

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
export function openMailQueue(place: QueuePlace): MailQueue {
  const { queue, onReady, close } = sendingEnd<MailWakeUp>(QUEUE, place, TRIED_AGAIN);
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
    onReady,
    close,
  };
}

function wakeUpIn(data: unknown): MailWakeUp {
  const { issue, newsletter } = (data ?? {}) as { issue?: unknown; newsletter?: unknown };
  if (isUuid(issue)) return { issue };
  if (typeof newsletter === "string" && NEWSLETTER_SLUG.test(newsletter)) return { newsletter };
  throw new UnrecoverableError("this job is no wake-up of the mailing");
}

/** The receiving end, in every worker. */
export function takeMailWakeUps(
  place: QueuePlace,
  wake: (wakeUp: MailWakeUp) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  return receivingEnd(QUEUE, place, { work: (data) => wake(wakeUpIn(data)), onFailure });
}
