import { type Cursor, formatCursor } from "../../../core/news/cursor.ts";
import type { WireEvent } from "../../../core/news/wire-event.ts";

/** A page of `GET /v1/events`. */
export interface EventsAnswer {
  epoch: string;
  top: number;
  complete: boolean;
  events: WireEvent[];
}

const LIMIT = 500;

/** The events after a place, as many as one answer holds. Throws when there is no answer. */
export async function readEvents(after: Cursor): Promise<EventsAnswer> {
  const response = await fetch(`/v1/events?after=${formatCursor(after)}&limit=${LIMIT}`);
  if (!response.ok) throw new Error(`the events answer ${response.status}`);
  return (await response.json()) as EventsAnswer;
}
