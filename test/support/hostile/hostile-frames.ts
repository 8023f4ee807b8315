import { frameOf, OPCODES } from "../readers/open-raw-socket.ts";

/*
 * What a hostile WebSocket sends below Socket.IO: what breaks the framing (RFC 6455), and what breaks Engine.IO v4.
 */
export interface HostileFrames {
  what: string;
  bytes: Buffer;
  /** The code of the close frame that is due; "open": nothing happens, and the connection goes on. */
  close: number | "open";
}

const { continuation, binary, close, ping, pong } = OPCODES;
const PROTOCOL_ERROR = 1002;
const NOT_UTF8 = 1007;
const TOO_BIG = 1009;
const NO_CODE = 1005;
const many = (count: number, frame: Buffer): Buffer => Buffer.concat(new Array<Buffer>(count).fill(frame));

/** Broken or wasteful as WebSocket frames. */
export const BROKEN_FRAMES: HostileFrames[] = [
  { what: "an unmasked frame", bytes: frameOf("3", { masked: false }), close: PROTOCOL_ERROR },
  ...[1, 2, 3, 4, 7].map((rsv) => ({
    what: `reserved bits ${rsv}`,
    bytes: frameOf("3", { rsv }),
    close: PROTOCOL_ERROR,
  })),
  ...[3, 4, 5, 6, 7, 11, 12, 15].map((opcode) => ({
    ...{ what: `opcode ${opcode}`, bytes: frameOf("3", { opcode }), close: PROTOCOL_ERROR },
  })),
  { what: "a continuation of nothing", bytes: frameOf("3", { opcode: continuation }), close: PROTOCOL_ERROR },
  {
    what: "a text within a text",
    bytes: Buffer.concat([frameOf("4", { fin: false }), frameOf("3")]),
    close: PROTOCOL_ERROR,
  },
  { what: "a ping of 126 bytes", bytes: frameOf("x".repeat(126), { opcode: ping }), close: PROTOCOL_ERROR },
  { what: "a pong of 126 bytes", bytes: frameOf("x".repeat(126), { opcode: pong }), close: PROTOCOL_ERROR },
  { what: "a close of 126 bytes", bytes: frameOf("x".repeat(126), { opcode: close }), close: PROTOCOL_ERROR },
  { what: "a ping in parts", bytes: frameOf("x", { opcode: ping, fin: false }), close: PROTOCOL_ERROR },
  { what: "a close of one byte", bytes: frameOf("x", { opcode: close }), close: PROTOCOL_ERROR },
  ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535].map((code) => ({
    ...{ what: `a close of ${code}`, bytes: frameOf(closing(code), { opcode: close }), close: PROTOCOL_ERROR },
  })),
  ...[1000, 1001, 1011, 3000, 4999].map((code) => ({
    ...{ what: `a close of ${code}`, bytes: frameOf(closing(code), { opcode: close }), close: code },
  })),
  { what: "a close without a code", bytes: frameOf("", { opcode: close }), close: NO_CODE },
  {
    what: "a close whose reason is no UTF-8",
    bytes: frameOf(Buffer.concat([closing(1000), Buffer.from([0xff])]), { opcode: close }),
    close: NOT_UTF8,
  },
  { what: "text that is no UTF-8", bytes: frameOf(Buffer.from([0x34, 0xc3, 0x28])), close: NOT_UTF8 },
  { what: "half a surrogate", bytes: frameOf(Buffer.from([0x34, 0xed, 0xa0, 0x80])), close: NOT_UTF8 },
  { what: "a NUL in five bytes", bytes: frameOf(Buffer.from([0x34, 0xf8, 0x80, 0x80, 0x80, 0x80])), close: NOT_UTF8 },
  { what: "a frame of 2^63 bytes", bytes: frameOf("4", { length: Number.MAX_SAFE_INTEGER }), close: TOO_BIG },
  { what: "a frame of 16 KiB and one byte", bytes: frameOf("4".repeat(16 * 1024 + 1)), close: TOO_BIG },
  { what: "a frame that says it is of 4 GiB", bytes: frameOf("4", { length: 2 ** 32 }), close: TOO_BIG },
  {
    what: "20 KiB in parts",
    bytes: Buffer.concat([frameOf("4", { fin: false }), many(20, part(1_024, continuation))]),
    close: TOO_BIG,
  },
  {
    what: "a million parts of nothing",
    bytes: Buffer.concat([frameOf("4", { fin: false }), many(1_000_000, part(0, continuation))]),
    close: 1008,
  },
  { what: "a length in more bytes than it needs", bytes: frameOf("3", { lengthBytes: 8 }), close: "open" },
  { what: "10,000 pings", bytes: many(10_000, frameOf("x", { opcode: ping })), close: "open" },
  { what: "10,000 pongs that nobody asked for", bytes: many(10_000, frameOf("x", { opcode: pong })), close: "open" },
  { what: "half a frame", bytes: frameOf("3").subarray(0, 3), close: "open" },
];

/** Whole frames that are no Engine.IO. */
export const BROKEN_PACKETS: HostileFrames[] = [
  ...["", "7", "9", "a", "-", " 4", "\u0000", "\ud83d\ude00", "[]", "{}", "x".repeat(16_000)].map((said) => ({
    ...{ what: `a packet "${said.slice(0, 8)}"`, bytes: frameOf(said), close: NO_CODE },
  })),
  { what: "a ping, which is the server's to send", bytes: frameOf("2"), close: NO_CODE },
  { what: "a probe where nothing is probed", bytes: frameOf("2probe"), close: NO_CODE },
  { what: "a farewell", bytes: frameOf("1"), close: NO_CODE },
  { what: "another opening", bytes: frameOf('0{"sid":"x"}'), close: "open" },
  { what: "an upgrade of what is upgraded", bytes: frameOf("5"), close: "open" },
  { what: "nothing, said so", bytes: frameOf("6"), close: "open" },
  { what: "10,000 pongs that nobody waits for", bytes: many(10_000, frameOf("3")), close: "open" },
  { what: "a pong with 15 KiB", bytes: frameOf(`3${"x".repeat(15_000)}`), close: "open" },
  { what: "bytes", bytes: frameOf(Buffer.from([4, 0, 1, 2]), { opcode: binary }), close: NO_CODE },
  { what: "bytes in letters", bytes: frameOf("bAAEC"), close: NO_CODE },
  { what: "a message of nothing", bytes: frameOf("4"), close: NO_CODE },
  { what: "polling's separator", bytes: frameOf("42[]\u001e3"), close: NO_CODE },
];

function closing(code: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return bytes;
}

function part(size: number, opcode: number): Buffer {
  return frameOf("x".repeat(size), { opcode, fin: false });
}
