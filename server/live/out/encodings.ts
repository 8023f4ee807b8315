import { type LiveEventName, packetText } from "../../../core/pipes/live-events.ts";

/*
 * The three forms in which an event leaves. Each is made once per event, whoever and however many read it:
 *   frame   a whole WebSocket frame, header and payload in one buffer, ready for the socket
 *   packet  the text of an Engine.IO message, for long polling
 *   sse     a Server-Sent Event
 */

export type Encoding = "frame" | "packet" | "sse";

/** Bytes to write as they are, or packets for the engine to send (several in one text: see inOnePacket). */
export type Chunk = Buffer | string[];

/** One message to readers, its forms made when first asked for. */
export interface Message {
  name: LiveEventName;
  json: string;
  /** SSE's `id:`; left out where the cursor does not move. */
  id?: string;
  forms: Partial<Record<"frame" | "sse", Buffer>>;
}

export function messageOf(name: LiveEventName, json: string, id?: string): Message {
  return id === undefined ? { name, json, forms: {} } : { name, json, id, forms: {} };
}

/** Several messages in one form, in order: one buffer for one write. */
export function encode(messages: Message[], encoding: Encoding): Chunk {
  if (encoding === "packet") return messages.map(({ name, json }) => packetText(name, json));
  const buffers = messages.map((message) => bytesOf(message, encoding));
  return buffers.length === 1 && buffers[0] ? buffers[0] : Buffer.concat(buffers);
}

/** What was encoded, and one more message behind it. */
export function encodeAfter(chunk: Chunk, message: Message, encoding: Encoding): Chunk {
  const more = encode([message], encoding);
  return Buffer.isBuffer(chunk)
    ? Buffer.concat([chunk, more as Buffer])
    : inOnePacket([...chunk, ...(more as string[])]);
}

/**
 * Packets as one that the engine sends for them all: what an answer to a poll has between packets stands in its text
 * already. Otherwise the engine would make an object and three events for each, and join them for each reader anew.
 * Only for a reader that is polling and waits for an answer: over WebSocket a packet is a frame.
 */
export function inOnePacket(chunk: Chunk): Chunk {
  return Buffer.isBuffer(chunk) || chunk.length < 2 ? chunk : [chunk.join(`${BETWEEN_PACKETS}${ENGINE_MESSAGE}`)];
}

/** Bytes of a message in one form. */
export function bytesOf(message: Message, encoding: "frame" | "sse"): Buffer {
  const made = message.forms[encoding];
  if (made) return made;
  const bytes = encoding === "frame" ? frameOf(message) : eventStreamOf(message);
  message.forms[encoding] = bytes;
  return bytes;
}

const ENGINE_MESSAGE = "4";
/** Engine.IO v4; no JSON has it as it is. */
const BETWEEN_PACKETS = "\u001e";
const FIN_TEXT = 0x81;

/** RFC 6455 §5.2: a final, unmasked text frame. */
function frameOf({ name, json }: Message): Buffer {
  const text = ENGINE_MESSAGE + packetText(name, json);
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headerLength + length);
  frame[0] = FIN_TEXT;
  if (headerLength === 2) frame[1] = length;
  else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}

function eventStreamOf({ name, json, id }: Message): Buffer {
  return Buffer.from(`event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${json}\n\n`);
}
