import type { WireName } from "../../../core/news/wire-event.ts";
import type { StoryQueue } from "../../../core/pipes/queues/story-queue.ts";
import type { Log } from "../../../core/process/log.ts";
import type { StageRecorder } from "../../../core/store/wire/stage-recorder.ts";

/*
 * Stop 3, seen from the desk: after the commit, and never in its way. Nobody waits for Redis. One wake-up is under way
 * at a time, and what is committed meanwhile shares the next one: a wake-up says "there is something new", so a burst
 * of stories needs no burst of jobs, and a Redis that answers slowly is not buried in them.
 */

export interface Announcer {
  /** An event is on the wire. */
  isOnWire(seq: number): void;
  /** This story has to be released in `delayMs`. */
  isDueIn(delayMs: number, story: string): void;
}

export interface AnnouncerParts {
  wire: WireName;
  queue: Pick<StoryQueue, "announce">;
  /** Hears of what the queue took. */
  queued: Pick<StageRecorder, "saw">;
  /** Whether the queue took a wake-up. */
  onSent?: (isTaken: boolean) => void;
  log: Pick<Log, "warn" | "info">;
}

export function createAnnouncer({ wire, queue, queued, onSent, log }: AnnouncerParts): Announcer {
  let waiting: number[] = [];
  let isSending = false;
  let isAway = false;

  async function send(seqs: number[], due?: { story: string; delayMs: number }): Promise<void> {
    const whose = due && { story: due.story };
    try {
      await queue.announce({ wire, seq: seqs.at(-1) ?? null, ...whose }, due?.delayMs);
      onSent?.(true);
      for (const seq of seqs) queued.saw(seq);
      if (isAway) log.info("the queue takes wake-ups again");
      isAway = false;
    } catch (failure) {
      onSent?.(false);
      if (!isAway) log.warn({ err: failure }, "the queue is away; the workers' sweeper finds what is new");
      isAway = true;
    }
  }

  async function sendWaiting(): Promise<void> {
    isSending = true;
    while (waiting.length > 0) {
      const seqs = waiting;
      waiting = [];
      await send(seqs);
    }
    isSending = false;
  }

  return {
    isOnWire(seq) {
      waiting.push(seq);
      if (!isSending) void sendWaiting();
    },
    isDueIn: (delayMs, story) => void send([], { story, delayMs: Math.max(0, delayMs) }),
  };
}
