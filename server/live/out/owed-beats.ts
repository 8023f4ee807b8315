import { formatCursor } from "../../../core/news/cursor.ts";
import type { Beat } from "../../../core/pipes/live-events.ts";
import type { Batch, Log } from "../log/wire-log.ts";
import { type Chunk, type Encoding, encodeAfter, type Message, messageOf } from "./encodings.ts";
import type { Reader } from "./reader.ts";

export interface OwedBeats {
  /** What is owed to a reader that has everything up to a number; null: nothing is, that is not all, or nobody is sure. */
  take(reader: Reader, upTo: number): Message | null;
  /** A beat that is owed leaves with the event that brings its reader to the top: one write for both. */
  withBatch(reader: Reader, batch: Batch): Chunk;
}

/** `beat` is the wire's present one; null while this server is not sure of its top. */
export function createOwedBeats(wire: Log, beat: () => Beat | null): OwedBeats {
  /** The same beat is the same message, and the same chunk the same bytes: a thousand readers are told it at a time. */
  let said: { beat: Beat; message: Message } | null = null;
  const joined = new Map<Encoding, { chunk: Chunk; message: Message; both: Chunk }>();

  function messageFor(present: Beat): Message {
    if (!said || !isSame(said.beat, present)) {
      const id = formatCursor({ ...present, seq: present.top });
      said = { beat: present, message: messageOf("beat", JSON.stringify(present), id) };
    }
    return said.message;
  }

  function behind(chunk: Chunk, message: Message, encoding: Encoding): Chunk {
    const known = joined.get(encoding);
    if (known?.chunk === chunk && known.message === message) return known.both;
    const both = encodeAfter(chunk, message, encoding);
    joined.set(encoding, { chunk, message, both });
    return both;
  }

  function take(reader: Reader, upTo: number): Message | null {
    const present = reader.owesBeat && reader.log === wire ? beat() : null;
    if (present?.top !== upTo) return null;
    reader.owesBeat = false;
    return messageFor(present);
  }

  return {
    take,
    withBatch: (reader, { chunk, upTo }) => {
      const message = take(reader, upTo);
      return message ? behind(chunk, message, reader.outlet.encoding) : chunk;
    },
  };
}

function isSame(one: Beat, other: Beat): boolean {
  return one.now === other.now && one.top === other.top && one.epoch === other.epoch;
}
