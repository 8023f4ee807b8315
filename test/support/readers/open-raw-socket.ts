import { connect, type Socket } from "node:net";
import type { TestContext } from "vitest";
import { within } from "../deadline.ts";

/*
 * A WebSocket client made of bytes (RFC 6455), for what a proper one would never send: every bit of a frame's header can
 * be set, and nothing is answered by itself. It reads what a server may send: unmasked frames, none of them fragmented.
 */

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export interface Frame {
  opcode: number;
  payload: Buffer;
}

export interface FrameOptions {
  opcode?: number;
  fin?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  rsv?: number;
  masked?: boolean;
  /** What the header says; left out: what is true. */
  length?: number;
  /** How many bytes say it: 0, 2 or 8. Left out: as few as can. */
  lengthBytes?: 0 | 2 | 8;
}

export interface RawSocket {
  tcp: Socket;
  frames: Frame[];
  /** Sends texts, each as a frame of its own. */
  says(...texts: string[]): void;
  sends(...bytes: Buffer[]): void;
  /** The first text that fits, of those that came and those to come. */
  hears(pattern: RegExp): Promise<string>;
  /** Any first frame of this kind. */
  gets(opcode: number): Promise<Frame>;
  /** The code of the close frame; null: the connection was cut without one. */
  closed(what?: string): Promise<number | null>;
}

/** A frame as a client sends it. */
export function frameOf(content: string | Buffer, options: FrameOptions = {}): Buffer {
  const payload = Buffer.from(content);
  const { opcode = OPCODES.text, fin = true, rsv = 0, masked = true, length = payload.length } = options;
  const { lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8 } = options;
  const size = Buffer.alloc(lengthBytes);
  if (lengthBytes === 2) size.writeUInt16BE(length);
  if (lengthBytes === 8) size.writeBigUInt64BE(BigInt(length));
  const short = lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127;
  const header = Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode, (masked ? 0x80 : 0) | short]);
  const key = Buffer.from(masked ? [7, 77, 177, 217] : []);
  const body = masked ? payload.map((byte, i) => byte ^ (key[i % 4] ?? 0)) : payload;
  return Buffer.concat([header, size, key, body]);
}

/** Opens one at a server's `/socket.io/`; the rest of the query may be given. Gone with the test. */
export async function openRawSocket(t: TestContext, url: string, query = ""): Promise<RawSocket> {
  const { port, hostname, host } = new URL(url);
  const tcp = connect(Number(port), hostname);
  t.onTestFinished(() => void tcp.destroy());
  tcp.on("error", () => {}); // a reset is a close
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const frames: Frame[] = [];
  let isOpen = false;
  let isClosed = false;
  let rest: Buffer = Buffer.alloc(0);
  tcp.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk as Buffer]);
    if (!isOpen) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      isOpen = rest.toString("latin1", 0, 12) === "HTTP/1.1 101";
      if (!isOpen) return tcp.destroy();
      rest = rest.subarray(end + 4);
    }
    rest = readFrames(rest, frames);
    changed();
    return undefined;
  });
  tcp.once("close", () => {
    isClosed = true;
    changed();
  });

  function when<T>(what: string, ask: () => T | undefined): Promise<T> {
    let listener: (() => void) | undefined;
    const answered = new Promise<T>((resolve, fail) => {
      listener = () => {
        const answer = ask();
        if (answer !== undefined) resolve(answer);
        else if (isClosed) fail(new Error(`closed before ${what}; heard ${frames.map(toldOf).join(" | ")}`));
      };
      listeners.add(listener);
      listener();
    });
    return within(what, answered).finally(() => listener && listeners.delete(listener));
  }

  tcp.write(
    `GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\n` +
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  await when("the WebSocket handshake", () => isOpen || undefined);
  const texts = (): string[] => frames.filter(({ opcode }) => opcode === OPCODES.text).map(toldOf);
  return {
    ...{ tcp, frames },
    says: (...said) => void tcp.write(Buffer.concat(said.map((text) => frameOf(text)))),
    sends: (...bytes) => void tcp.write(Buffer.concat(bytes)),
    hears: (pattern) => when(`${pattern}`, () => texts().find((text) => pattern.test(text))),
    gets: (wanted) => when(`a frame of ${wanted}`, () => frames.find(({ opcode }) => opcode === wanted)),
    closed: (what = "") =>
      when(`the close ${what}`, () => {
        const last = frames.find(({ opcode }) => opcode === OPCODES.close);
        if (last) return last.payload.length >= 2 ? last.payload.readUInt16BE() : 1005;
        return isClosed ? null : undefined;
      }),
  };
}

function toldOf({ payload }: Frame): string {
  return payload.toString();
}

/** Takes whole frames off the front; returns what is left. */
function readFrames(bytes: Buffer, into: Frame[]): Buffer {
  let rest = bytes;
  for (;;) {
    const [first, second] = rest;
    if (first === undefined || second === undefined) return rest;
    const lengthBytes = second === 126 ? 2 : second === 127 ? 8 : 0;
    if (rest.length < 2 + lengthBytes) return rest;
    const length =
      lengthBytes === 0 ? second : lengthBytes === 2 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    const end = 2 + lengthBytes + length;
    if (rest.length < end) return rest;
    into.push({ opcode: first & 0x0f, payload: rest.subarray(2 + lengthBytes, end) });
    rest = rest.subarray(end);
  }
}
