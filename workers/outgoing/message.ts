import { createHmac } from "node:crypto";
import { timeText } from "../../core/clock.ts";
import { type Cursor, formatCursor } from "../../core/news/cursor.ts";
import type { WireHead } from "../../core/news/wire-event.ts";
import type { OwedEvent } from "../../core/store/webhooks/deliveries.ts";
import type { WireEventName } from "../../core/store/webhooks/webhook-schema.ts";

/*
 * What a receiver gets, and by what it knows that it is from this paper: Standard Webhooks
 * (github.com/standard-webhooks/standard-webhooks). Pure.
 */

const EVENTS_AT_MOST = 100;

/** Whose place it is, and what it wants to be told. */
export interface Wish extends Cursor {
  events: WireEventName[];
  /** Slugs; none: all. */
  sections: string[];
}

/** One message, or none, and where its receiver stands when it has it. */
export interface Step {
  upTo: Cursor;
  /** None: nothing of it is for this one. */
  message: { id: string; type: "wire.events" | "wire.reset"; data: string } | null;
}

/** The next step of whoever stands at a place, or null: it has everything. */
export function nextStep(wish: Wish, page: WireHead & { events: OwedEvent[] }): Step | null {
  const { epoch, top } = page;
  if (wish.epoch !== epoch || wish.seq > top) return resetTo({ epoch, seq: top });
  const last = page.events.at(-1);
  if (!last) return null;
  const wanted = page.events.filter((event) => isWanted(wish, event));
  const sent = wanted.slice(0, EVENTS_AT_MOST);
  const upTo = { epoch, seq: (wanted.length > sent.length ? sent.at(-1)?.seq : undefined) ?? last.seq };
  const first = sent[0];
  if (!first) return { upTo, message: null };
  const data = `{"upTo":"${formatCursor(upTo)}","events":[${sent.map(({ json }) => json).join(",")}]}`;
  return { upTo, message: { id: `${epoch}_${first.seq}_${sent.at(-1)?.seq}`, type: "wire.events", data } };
}

/** The numbers begin anew: what is held of the old ones must be read afresh. */
function resetTo(upTo: Cursor): Step {
  const data = `{"upTo":"${formatCursor(upTo)}","events":[]}`;
  return { upTo, message: { id: `${upTo.epoch}_reset_${upTo.seq}`, type: "wire.reset", data } };
}

function isWanted({ events, sections }: Wish, { name, sections: own }: OwedEvent): boolean {
  return (
    events.includes(name) && (sections.length === 0 || own.length === 0 || own.some((one) => sections.includes(one)))
  );
}

/** The body of a message, at a moment in ms since 1970. */
export function bodyOf({ type, data }: NonNullable<Step["message"]>, nowMs: number): string {
  return `{"type":"${type}","timestamp":"${timeText(nowMs)}","data":${data}}`;
}

/** The headers that prove a message, for the secret `whsec_…`. */
export function signed(secret: string, id: string, nowMs: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
