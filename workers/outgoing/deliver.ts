import type { Store } from "../../core/store/connect.ts";
import {
  type ClaimedWebhook,
  claimWebhook,
  letGo,
  moveOn,
  noteFailure,
  readOwed,
} from "../../core/store/webhooks/deliveries.ts";
import type { WebhookState } from "../../core/store/webhooks/webhook-schema.ts";
import { nextStep, type Step } from "./message.ts";
import { type FeedSites, isTaken, pingHub, type Tell, type TellParts, tellReceiver, touchedFeeds } from "./tell.ts";

/*
 * A receiver is a reader of the wire: it stands at a number, and it gets what comes after, in order, read from the log at
 * the moment of sending. So what was taken back meanwhile is sent as it stands now, without its text. The number moves when
 * the receiver has said 2xx, and not before: whatever dies in between is sent again, and a receiver that keeps the last
 * number it has done with does nothing twice.
 */

/** A hub is pinged once for all that happens within so long. */
const HUB_RESTS_SECONDS = 1;
/** "Do not come again", which Standard Webhooks takes at its word. */
const GONE = 410;

export interface DeliverParts extends TellParts {
  store: Store;
  site: FeedSites;
  /** Work ends. */
  ending: AbortSignal;
  onTold: (webhook: ClaimedWebhook) => void;
  /** Hears of an attempt in vain, and what becomes of the webhook. */
  onFailure: (webhook: ClaimedWebhook, words: string, state: WebhookState) => void;
}

/** Tells one webhook all that it is owed, unless somebody does already. Throws only when the store is away. */
export async function deliver(parts: DeliverParts, id: string): Promise<void> {
  const webhook = await claimWebhook(parts.store, id);
  if (!webhook) return;
  let goesOn = true;
  while (goesOn) goesOn = await takeStep(parts, webhook);
}

/** Whether there may be more. */
async function takeStep(parts: DeliverParts, webhook: ClaimedWebhook): Promise<boolean> {
  const { store, ending } = parts;
  const page = await readOwed(store, webhook.seq);
  const step = nextStep(webhook.kind === "hub" ? { ...webhook, events: ["headline"] } : webhook, page);
  if (!step || ending.aborted) {
    await letGo(store, webhook);
    return false;
  }
  const tell = step.message && tellOf(parts, webhook, step, page.events);
  if (tell && !(await isTold(parts, webhook, tell))) return false;
  const isMine = await moveOn(store, webhook, step.upTo, tell !== null);
  if (tell) parts.onTold(webhook);
  Object.assign(webhook, step.upTo);
  if (isMine && webhook.kind === "events") return true;
  await letGo(store, webhook, webhook.kind === "hub" ? HUB_RESTS_SECONDS : 0);
  return false;
}

function tellOf(
  parts: DeliverParts,
  webhook: ClaimedWebhook,
  { upTo, message }: Step,
  events: Parameters<typeof touchedFeeds>[3],
): Tell | null {
  if (!message) return null;
  if (webhook.kind === "events") return tellReceiver(parts, webhook, message);
  const told = events.filter(({ seq }) => seq <= upTo.seq);
  return pingHub(
    parts,
    webhook.url,
    touchedFeeds(parts.site, webhook, upTo, message.type === "wire.reset" ? [] : told),
  );
}

async function isTold(parts: DeliverParts, webhook: ClaimedWebhook, tell: Tell): Promise<boolean> {
  const { store, ending, onFailure } = parts;
  const outcome = await tell(ending).catch((failure: Error) => failure);
  if (ending.aborted && outcome instanceof Error) {
    await letGo(store, webhook); // no fault of the receiver's
    return false;
  }
  if (!(outcome instanceof Error) && isTaken(outcome)) return true;
  const isFinal = !(outcome instanceof Error) && outcome.status === GONE;
  const words = outcome instanceof Error ? outcome.message : `it answered ${outcome.status}`;
  const retryAfterSeconds = outcome instanceof Error ? 0 : outcome.retryAfterSeconds;
  const state = await noteFailure(store, webhook, { words, retryAfterSeconds, isFinal });
  if (state !== null) onFailure(webhook, words, state);
  return false;
}
