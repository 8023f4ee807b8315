import { formatCursor } from "../../../core/news/cursor.ts";
import {
  type EncodedEvent,
  eventName,
  isHeadline,
  type RetractedEvent,
  type WireEvent,
  type WireHead,
  withdraw,
} from "../../../core/news/wire-event.ts";
import { REPLAY_AT_MOST } from "../../../core/pipes/live-events.ts";
import { type Message, messageOf } from "../out/encodings.ts";

/*
 * The newest 2,000 events, framed once. Everything that leaves this server leaves from here: live, replay, SSE, the
 * events API. A retraction reaches back: what the ring holds of that story becomes `withdrawn`, byte for byte as in
 * the store's log.
 */

/** An event in memory: parsed, and ready to be written. */
export interface Entry {
  seq: number;
  event: WireEvent;
  message: Message;
}

export interface Ring {
  readonly epoch: string;
  /** The newest number held. */
  readonly top: number;
  /** The number before the oldest held; the events after it are all here. */
  readonly floor: number;
  /** Takes the next event; its number must be top + 1. Returns it as held. */
  append(encoded: EncodedEvent): Entry;
  /** The events after `after` up to and including `upTo`, both within floor … top. */
  between(after: number, upTo: number): Entry[];
}

/** The entry of an event as it travels. */
export function entryOf({ seq, json }: EncodedEvent): Entry {
  const event = JSON.parse(json) as WireEvent;
  return { seq, event, message: messageOf(eventName(event), json, formatCursor(event)) };
}

/** The retraction that an entry tells of, if it does. */
export function retractionIn({ event }: Entry): RetractedEvent | null {
  return isHeadline(event) && event.kind === "retraction" ? event : null;
}

/** The story that an entry tells of; null: it tells of none. */
export function storyIn({ event }: Entry): string | null {
  return isHeadline(event) ? event.story.id : null;
}

/** The entry as it reads once the retraction is out: of that story only the stub is left, of any other all. */
export function takenBack(entry: Entry, retraction: RetractedEvent): Entry {
  const { seq, event } = entry;
  if (!isHeadline(event) || event.story.id !== retraction.story.id || seq >= retraction.seq) return entry;
  return entryOf({ seq, json: JSON.stringify(withdraw(event, retraction.story.url)) });
}

/** A ring whose next event is `top` + 1. */
export function createRing({ epoch, top: startsAt }: WireHead, capacity = REPLAY_AT_MOST): Ring {
  const slots: Entry[] = new Array(capacity);
  let top = startsAt;
  const floor = (): number => Math.max(startsAt, top - capacity);

  function at(seq: number): Entry {
    const entry = slots[seq % capacity];
    if (entry?.seq !== seq) throw new RangeError(`event ${seq} is not in the ring (${floor()}, ${top}]`);
    return entry;
  }

  function takeBack(retraction: RetractedEvent): void {
    for (let seq = floor() + 1; seq < retraction.seq; seq++) slots[seq % capacity] = takenBack(at(seq), retraction);
  }

  return {
    epoch,
    get top() {
      return top;
    },
    get floor() {
      return floor();
    },
    append(encoded) {
      if (encoded.seq !== top + 1) throw new RangeError(`event ${encoded.seq} does not follow ${top}`);
      const entry = entryOf(encoded);
      top = encoded.seq;
      slots[top % capacity] = entry;
      const retraction = retractionIn(entry);
      if (retraction) takeBack(retraction);
      return entry;
    },
    between: (after, upTo) => Array.from({ length: Math.max(0, upTo - after) }, (_, i) => at(after + 1 + i)),
  };
}
