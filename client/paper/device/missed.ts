import { type Cursor, formatCursor } from "../../../core/news/cursor.ts";
import type { WireEvent } from "../../../core/news/wire-event.ts";
import { readEvents } from "../live/read-events.ts";

/** Who is further behind is told in short, as a page that comes back is. */
const READ_AT_MOST = 2_000;

/**
 * What was on the wire after a place: every event, or, when that would be too many, what the server tells a reader who
 * was away for long: every correction and retraction since, and the newest stories. Throws when it cannot be had.
 */
export async function readMissed(after: Cursor): Promise<WireEvent[]> {
  const missed: WireEvent[] = [];
  for (let at = after; ; ) {
    const { epoch, top, complete, events } = await readEvents(at);
    if (!complete) return [];
    if (top - at.seq > READ_AT_MOST) return readShort(after);
    missed.push(...events);
    const last = events.at(-1);
    if (!last || last.seq >= top) return missed;
    at = { epoch, seq: last.seq };
  }
}

/** The stream's first part: what it replays, up to its first beat. */
function readShort(after: Cursor): Promise<WireEvent[]> {
  return new Promise((resolve, reject) => {
    const events: WireEvent[] = [];
    const stream = new EventSource(`/v1/events/stream?after=${formatCursor(after)}`);
    stream.addEventListener("headline", ({ data }) => events.push(JSON.parse(data)));
    stream.addEventListener("beat", () => {
      stream.close();
      resolve(events);
    });
    stream.addEventListener("error", () => {
      stream.close();
      reject(new Error("the stream cannot be read"));
    });
  });
}
