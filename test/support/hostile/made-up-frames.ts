import fc from "fast-check";
import { frameOf, OPCODES } from "../readers/open-raw-socket.ts";

/*
 * Frames made up by fast-check: some are noise, most are nearly right, because what is nearly right gets furthest. Each
 * is the bytes that a client sends.
 */

const HOSTILE = [
  "",
  "\u0000",
  "\ud83d\ude00",
  "__proto__",
  "constructor",
  "x".repeat(2_000),
  "0f2000000001:0",
  "\u001e",
];
const NAMES = [
  "shown",
  "hello",
  "headline",
  "beat",
  "drain",
  "connect",
  "disconnect",
  "error",
  "newListener",
  "toString",
];

const anyText = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 30 }));
const anyJson = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
const anyKey = fc.constantFrom("seq", "cursor", "device", "__proto__", "constructor", "then", "toJSON", "_placeholder");
const anyAuth = fc.oneof(
  fc.dictionary(anyKey, fc.oneof(anyText, fc.jsonValue({ maxDepth: 2 }))).map((value) => JSON.stringify(value)),
  anyJson,
  fc.constant(""),
);
const anyNumber = fc.oneof(fc.nat(), fc.double(), fc.maxSafeInteger(), fc.constantFrom("1", null, [1], {}));
const shown = fc.record({ seq: anyNumber }).map((said) => `42${JSON.stringify(["shown", said])}`);
const event = fc
  .tuple(fc.constantFrom("42", "421", "42/,", "42/x,", "420"), fc.oneof(fc.constantFrom(...NAMES), anyText), anyJson)
  .map(([type, name, payload]) => `${type}[${JSON.stringify(name)},${payload}]`);
const packet = fc.tuple(
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom("", "/", "/x,", "1-", "7"),
  fc.oneof(anyJson, anyText),
);

/** Texts that look like packets, and some that do not. */
export const madeUpText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: anyAuth.map((auth) => `40${auth}`) },
  { weight: 4, arbitrary: shown },
  { weight: 4, arbitrary: event },
  { weight: 3, arbitrary: packet.map(([type, more, payload]) => `4${type}${more}${payload}`) },
  { weight: 2, arbitrary: fc.constantFrom("3", "3", "6", "5", "0", "2probe", "2", "1", "40", "40", "40", "41", "b4") },
  { weight: 2, arbitrary: anyText },
  { weight: 1, arbitrary: fc.tuple(event, fc.nat(40)).map(([text, end]) => text.slice(0, end)) },
);

const opcode = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(OPCODES.ping, OPCODES.pong, OPCODES.text, OPCODES.binary) },
  { weight: 1, arbitrary: fc.nat(15) },
);
const seldom = (weight: number): fc.Arbitrary<boolean> => fc.nat(weight).map((drawn) => drawn === 0);
const oddFrame = fc
  .record({ opcode, rsv: seldom(9), fin: seldom(4), masked: seldom(9), content: fc.uint8Array({ maxLength: 140 }) })
  .map(({ opcode: kind, rsv, fin, masked, content }) =>
    frameOf(Buffer.from(content), { opcode: kind, rsv: rsv ? 1 : 0, fin: !fin, masked: !masked }),
  );

export const madeUpFrame: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 8, arbitrary: madeUpText.map((text) => frameOf(text)) },
  { weight: 2, arbitrary: oddFrame },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
);
