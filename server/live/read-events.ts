import type { RequestHandler } from "express";
import { z } from "zod";
import { parseCursor } from "../../core/news/cursor.ts";
import type { WirePage } from "../../core/news/wire-event.ts";
import type { WireFollower } from "./follow/follow-wire.ts";

const LIMIT = 100;
const LIMIT_AT_MOST = 500;

/** Query of `GET /v1/events`. */
export const eventsQuery = z.strictObject({
  after: z
    .string()
    .refine((text) => parseCursor(text) !== null, "a cursor reads <epoch>:<seq>")
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_AT_MOST).default(LIMIT),
});

export interface EventsParts {
  wire: WireFollower;
  readAfter: (after: number, limit: number) => Promise<WirePage>;
}

/** The answer of `GET /v1/events`, its events as JSON texts. */
export interface EventsAnswer {
  epoch: string;
  top: number;
  complete: boolean;
  events: string[];
}

/**
 * Events after a cursor, or the newest. From memory while they are in the ring, so also while PostgreSQL is away.
 * `complete` is false for a cursor of another epoch or above the top: nothing can be proved of it, and the newest
 * events are given. Throws when older ones are wanted and the store is away.
 */
export async function eventsAfter(parts: EventsParts, after: string | undefined, limit: number): Promise<EventsAnswer> {
  const { wire, readAfter } = parts;
  const cursor = parseCursor(after);
  if (cursor && (cursor.epoch > wire.ring().epoch || cursor.seq > wire.ring().top)) await wire.refill().catch(() => {});
  const { epoch, top, floor, between } = wire.ring();
  const isHere = cursor !== null && cursor.epoch === epoch && cursor.seq <= top;
  const from = isHere ? cursor.seq : Math.max(0, top - limit);
  const complete = cursor === null || isHere;
  if (from < floor) {
    const page = await readAfter(from, limit);
    return { epoch: page.epoch, top: page.top, complete, events: page.events.map(({ json }) => json) };
  }
  const entries = between(from, Math.min(top, from + limit));
  return { epoch, top, complete, events: entries.map(({ message }) => message.json) };
}

/** `GET /v1/events`. `refuse` answers a query that is not one. */
export function readEvents(
  parts: EventsParts,
  refuse: (response: Parameters<RequestHandler>[1], mistake: z.ZodError) => void,
): RequestHandler {
  return async (request, response) => {
    const query = eventsQuery.safeParse(request.query);
    if (!query.success) return refuse(response, query.error);
    const { epoch, top, complete, events } = await eventsAfter(parts, query.data.after, query.data.limit);
    response.set({ "Content-Type": "application/json; charset=utf-8", "Cache-Control": "max-age=1" });
    response.send(`{"epoch":"${epoch}","top":${top},"complete":${complete},"events":[${events.join(",")}]}`);
  };
}
