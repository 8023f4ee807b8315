import { type Cursor, formatCursor, parseCursor } from "../../core/news/cursor.ts";
import type { WireEvent } from "../../core/news/wire-event.ts";
import { createConnection, type LinkState } from "./connection.ts";
import { createNewerOnly } from "./newer-only.ts";

/*
 * A client for programs, in Node and in browsers: the very connection that the paper's own pages use, and a memory of
 * what was applied. It resumes, drains, and proves to itself that it has everything (docs/protocol.md).
 */

export interface FollowNeeds {
  /** The paper's address; left out: that of the page. */
  url?: string;
  /** Where to go on, as `cursor()` once said; left out: only what is new. */
  cursor?: string | undefined;
  /** An event that is newer than what came of its story before. Keep the cursor once it is worked through. */
  onEvent: (event: WireEvent, cursor: string) => void;
  /** `live`: everything that there is has come. `stale`: nothing was heard for 15 s. */
  onState?: (state: LinkState) => void;
  /** Not every step is known: what comes next is the present state in short, and the rest has to be read. */
  onGap?: () => void;
}

export interface Following {
  /** The place that everything up to has come; null before the first connection. */
  cursor(): string | null;
  close(): void;
}

/** Begins at once. Throws when the cursor is none. */
export function followWire({ url, cursor, onEvent, onState, onGap }: FollowNeeds): Following {
  let place: Cursor | null = null;
  if (cursor !== undefined) {
    place = parseCursor(cursor);
    if (place === null) throw new TypeError(`${cursor} is not a cursor`);
  }
  const isNewer = createNewerOnly();
  const connection = createConnection({
    url: url && new URL(url).origin,
    cursor: () => place,
    hear: {
      hello({ mode, epoch, top, complete }) {
        if (mode === "live") place = { epoch, seq: top };
        if (mode === "snapshot" && place !== null && place.epoch === epoch && place.seq > top) place = null;
        if (!complete) onGap?.();
      },
      event(event) {
        if (place?.epoch === event.epoch && event.seq <= place.seq) return; // came by the connection before
        place = { epoch: event.epoch, seq: event.seq };
        if (isNewer(event)) onEvent(event, formatCursor(place));
      },
      beat(epoch, top) {
        place = { epoch, seq: top };
      },
      state: (state) => onState?.(state),
    },
  });
  connection.open();
  return { cursor: () => place && formatCursor(place), close: connection.close };
}
