import { randomUUID } from "node:crypto";
import { type Job, UnrecoverableError } from "bullmq";
import type { WireName } from "../../news/wire-event.ts";
import { isUuid } from "../../uuid.ts";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd, TRIED_AGAIN } from "./queue-ends.ts";

/*
 * Pipe 1, editor → workers. A job is a wake-up: "this wire has something new, or will have at that moment". It carries
 * no content and proves nothing: the worker reads the store, and the sweeper finds whatever no job announced. So a job
 * may be lost, doubled or late without harm, and publishing is accepted while Redis is away.
 */

const QUEUE = "stories";

/** Of a server's canary so many wake-ups wait at most; who takes an older one has nothing to prove by it. */
const CANARIES_WAITING = 6;

export interface WakeUp {
  wire: WireName;
  /** The newest number that the sender knows of, for logs only. Null: a story's time has come. */
  seq: number | null;
  /** Whose time has come, so that its receipt can tell that the queue carried it; releasing does not depend on it. */
  story?: string;
}

/** How the queue stands, for the desk and for operators. */
export interface QueueFigures {
  workers: number;
  /** Jobs that wait or are at work; delayed ones wait for their time and are not among them. */
  depth: number;
  /** When the oldest that waits came, ms since 1970 by the clock of whoever put it there; null: none waits. */
  oldestAtMs: number | null;
  failed: number;
}

export interface StoryQueue {
  /** Stop 3: wakes a worker, now or after `delayMs`. Throws at once when Redis is away. */
  announce(wakeUp: WakeUp, delayMs?: number): Promise<void>;
  /** Throws at once when Redis is away. */
  look(): Promise<QueueFigures>;
  close(): Promise<void>;
}

/** The sending end, in every server. */
export function openStoryQueue(place: QueuePlace): StoryQueue {
  const { queue, close } = sendingEnd<WakeUp>(QUEUE, place, TRIED_AGAIN);
  const canaries: string[] = [];

  /** The canary's jobs never pile up while no worker runs: for each that comes an old one that nobody took goes. */
  async function addCanary(wakeUp: WakeUp): Promise<void> {
    const [oldest] = canaries;
    if (oldest !== undefined && canaries.length >= CANARIES_WAITING) {
      await queue.remove(oldest);
      canaries.shift();
    }
    const jobId = `canary-${randomUUID()}`; // a number would be another job's after Redis was emptied
    await queue.add("wake-up", wakeUp, { jobId, attempts: 1, removeOnComplete: true });
    canaries.push(jobId);
  }

  return {
    announce: async (wakeUp, delayMs = 0) => {
      if (wakeUp.wire === "canary") return addCanary(wakeUp);
      await queue.add("wake-up", wakeUp, { delay: delayMs });
    },
    look: async () => {
      const [workers, counts, [oldest]] = await Promise.all([
        queue.getWorkersCount(),
        queue.getJobCounts("waiting", "active", "failed"),
        queue.getJobs("waiting", 0, 0, true),
      ]);
      const { waiting = 0, active = 0, failed = 0 } = counts;
      return { workers, depth: waiting + active, oldestAtMs: oldest?.timestamp ?? null, failed };
    },
    close,
  };
}

/** What a job says, if it is a wake-up; else it fails at once and for good: trying again would not make it one. */
function wakeUpIn(data: unknown): WakeUp {
  const { wire, seq, story } = (data ?? {}) as Partial<Record<keyof WakeUp, unknown>>;
  const isSeq = seq === null || (Number.isSafeInteger(seq) && (seq as number) > 0);
  const isNamed = isUuid(story);
  if ((wire === "news" || wire === "canary") && isSeq)
    return { wire, seq: seq as number | null, ...(isNamed && { story }) };
  throw new UnrecoverableError("this job is no wake-up");
}

/** The receiving end, in every worker: calls `wake` for each job. `onFailure` hears of jobs that failed for good. */
export function takeWakeUps(
  place: QueuePlace,
  wake: (wakeUp: WakeUp) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  return receivingEnd(QUEUE, place, { work: (data) => wake(wakeUpIn(data)), onFailure });
}
