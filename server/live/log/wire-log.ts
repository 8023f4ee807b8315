import type { RetractedEvent } from "../../../core/news/wire-event.ts";
import { type Chunk, type Encoding, encode, inOnePacket } from "../out/encodings.ts";
import { type Entry, type Ring, takenBack } from "./ring.ts";

/*
 * What a reader reads from: given the last number written to it, the next bytes. Readers at the same number share them.
 * Two logs answer: the wire (the ring, and below it pages from the store) and a snapshot. The pump does not know which.
 */

/** At most this much is written to a reader at once, so at most this much can wait for it in the process. */
export const MAX_BATCH_BYTES = 64 * 1024;
/** Batches end at these numbers, so that readers who started apart soon share their buffers. */
const CUT_AT = 50;
/** Of each encoding. */
const KEPT_BATCHES = 64;
/** More than any encoding puts around an event's JSON. */
const FRAMING_BYTES = 96;

export interface Batch {
  chunk: Chunk;
  /** The last number in it. */
  upTo: number;
}

export interface Log {
  /** The next batch after a number. "through": there is none now. "loading": soon; the pump will be woken. */
  after(written: number, encoding: Encoding): Batch | "through" | "loading";
}

/** Where pages below the ring come from; see store-pages.ts. */
export interface OlderEvents {
  /** Events after a number, at least one, all of one page; null: being read, the pump will be woken. */
  after(written: number): Entry[] | null;
}

/** The wire as this server has it. `ring` is asked each time: after a new epoch it is another. */
export function createWireLog(ring: () => Ring, older: OlderEvents): Log & { forget(): void } {
  /** By encoding, by the number they come after: found without making anything, since every reader asks in every pass. */
  const batches: Record<Encoding, Map<number, Batch>> = { frame: new Map(), packet: new Map(), sse: new Map() };

  function entriesAfter(written: number): Entry[] | null {
    const { floor, top, between } = ring();
    if (written < floor) return older.after(written);
    const isFar = top - written > CUT_AT;
    return between(written, isFar ? written + CUT_AT - (written % CUT_AT) : top);
  }

  return {
    after(written, encoding) {
      if (written >= ring().top) return "through";
      const made = batches[encoding];
      const known = made.get(written);
      if (known) return known;
      const entries = entriesAfter(written);
      if (!entries) return "loading";
      const batch = batchOf(entries, encoding);
      if (made.size >= KEPT_BATCHES) made.clear();
      made.set(written, batch);
      return batch;
    },
    /** To be called whenever the ring has changed. */
    forget: () => {
      for (const made of Object.values(batches)) made.clear();
    },
  };
}

export interface SnapshotLog extends Log {
  /** A story was retracted: whoever has still to read of it reads the stub. */
  takeBack(retraction: RetractedEvent): void;
}

/** A log of just these entries, rising in seq with holes, that is through at `top`. */
export function createSnapshotLog(entries: Entry[], top: number): SnapshotLog {
  const batches = new Map<string, Batch>();
  let held = entries;

  function batchAfter(written: number, encoding: Encoding): Batch {
    const rest = held.filter(({ seq }) => seq > written);
    if (rest.length === 0) return { chunk: [], upTo: top };
    const batch = batchOf(rest, encoding);
    return batch.upTo === rest.at(-1)?.seq ? { ...batch, upTo: top } : batch;
  }

  return {
    after(written, encoding) {
      if (written >= top) return "through";
      const key = `${encoding} ${written}`;
      const batch = batches.get(key) ?? batchAfter(written, encoding);
      if (batches.size >= KEPT_BATCHES) batches.clear();
      batches.set(key, batch);
      return batch;
    },
    takeBack(retraction) {
      held = held.map((entry) => takenBack(entry, retraction));
      batches.clear();
    },
  };
}

/** As many of the entries as fit in one write; always at least the first. */
function batchOf(entries: Entry[], encoding: Encoding): Batch {
  const fitting: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    bytes += Buffer.byteLength(entry.message.json) + FRAMING_BYTES;
    if (bytes > MAX_BATCH_BYTES && fitting.length > 0) break;
    fitting.push(entry);
  }
  const messages = fitting.map(({ message }) => message);
  return { chunk: inOnePacket(encode(messages, encoding)), upTo: fitting.at(-1)?.seq ?? 0 };
}
