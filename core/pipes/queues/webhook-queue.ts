import { type Job, UnrecoverableError } from "bullmq";
import { isUuid } from "../../uuid.ts";
import { type QueuePlace, type ReceivingEnd, receivingEnd, sendingEnd } from "./queue-ends.ts";

/*
 * The way to others' programs: a queue of its own, so that a receiver which takes seconds to answer never stands before
 * a headline. Both ends are in the workers. A job names a webhook; what it is owed, and whether anybody works for it
 * already, its row says (core/store/webhooks), and whoever keeps the rows sends the job again if it was lost.
 */

const QUEUE = "webhooks";
/** Receivers that one worker tells at the same time. */
const AT_ONCE = 8;

export interface WebhookQueue {
  /** Throws at once when Redis is away. */
  announce(webhooks: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The sending end. */
export function openWebhookQueue(place: QueuePlace): WebhookQueue {
  const { queue, close } = sendingEnd<{ webhook: string }>(QUEUE, place);
  return {
    announce: async (webhooks) => {
      await queue.addBulk(webhooks.map((webhook) => ({ name: "tell", data: { webhook } })));
    },
    close,
  };
}

function webhookIn(data: unknown): string {
  const { webhook } = (data ?? {}) as { webhook?: unknown };
  if (isUuid(webhook)) return webhook;
  throw new UnrecoverableError("this job names no webhook");
}

/** The receiving end. */
export function takeWebhooks(
  place: QueuePlace,
  tell: (webhook: string) => Promise<void>,
  onFailure: (failure: unknown, job: Job<unknown> | undefined) => void,
): ReceivingEnd {
  return receivingEnd(QUEUE, place, { work: (data) => tell(webhookIn(data)), onFailure, atOnce: AT_ONCE });
}
