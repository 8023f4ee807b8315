import { Decoder, type Packet } from "socket.io-parser";
import { describe, expect, test } from "vitest";
import { packetText, parseShown } from "../../core/pipes/live-events.ts";
import { bytesOf, encode, messageOf } from "../../server/live/out/encodings.ts";
import { readFrames } from "../support/readers/read-frames.ts";

const AROUND = Buffer.byteLength('42["headline",""]');

/** The JSON of a text with which a frame's payload has exactly so many bytes. */
function jsonFor(payloadBytes: number): string {
  return JSON.stringify("x".repeat(payloadBytes - AROUND));
}

function decoded(packet: string): Packet {
  let found: Packet | undefined;
  const decoder = new Decoder();
  decoder.on("decoded", (packet) => {
    found = packet;
  });
  decoder.add(packet);
  if (!found) throw new Error("no packet");
  return found;
}

describe("a frame", () => {
  test.each([AROUND, 124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537, 200_000])(
    "X1: a frame of %i bytes is read back as it was said, by a client that is not ours",
    async (payloadBytes) => {
      const json = jsonFor(payloadBytes);
      const frame = bytesOf(messageOf("headline", json), "frame");
      const [text] = await readFrames(frame, 1);
      expect(Buffer.byteLength(text ?? "")).toBe(payloadBytes);
      expect(text).toBe(`42["headline",${json}]`);
    },
  );

  test("X1: its length counts bytes, not letters", async () => {
    const json = JSON.stringify({ headline: "Café 🎈 naïve — “so”".repeat(40) });
    const [text] = await readFrames(bytesOf(messageOf("headline", json), "frame"), 1);
    expect(text).toBe(`42["headline",${json}]`);
  });

  test("X1: many frames in one write are as many messages, in order", async () => {
    const messages = [126, 60, 65_536, 61, 65_535].map((bytes) => messageOf("headline", jsonFor(bytes)));
    const chunk = encode(messages, "frame");
    const texts = await readFrames(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0), messages.length);
    expect(texts).toEqual(messages.map(({ json }) => `42["headline",${json}]`));
  });

  test("X1: is not masked, final, and of text, as RFC 6455 asks of a server", () => {
    const frame = bytesOf(messageOf("beat", "{}"), "frame");
    expect([frame[0], frame[1]]).toEqual([0x81, frame.length - 2]);
  });
});

test("X1: a packet is one that Socket.IO's own parser reads, of the name and payload given", () => {
  const payload = { epoch: "0f2000000001", top: 3, now: "2026-11-23T14:00:00.000Z" };
  expect(decoded(packetText("beat", JSON.stringify(payload)))).toMatchObject({
    type: 2,
    nsp: "/",
    data: ["beat", payload],
  });
});

test("X1: packets stay one by one for the engine, frames and events become one buffer", () => {
  const messages = [messageOf("headline", "1", "e:1"), messageOf("newsletter", "2", "e:2")];
  expect(encode(messages, "packet")).toEqual(['2["headline",1]', '2["newsletter",2]']);
  expect(String(encode(messages, "sse"))).toBe(
    "event: headline\nid: e:1\ndata: 1\n\nevent: newsletter\nid: e:2\ndata: 2\n\n",
  );
  expect(encode([], "packet")).toEqual([]);
});

test("X2: a Server-Sent Event without a cursor leaves the reader's as it was", () => {
  expect(String(bytesOf(messageOf("beat", '{"top":3}'), "sse"))).toBe('event: beat\ndata: {"top":3}\n\n');
});

test("G5: each form is made once, whoever and however many ask for it", () => {
  const message = messageOf("headline", "{}", "e:1");
  for (const encoding of ["frame", "sse"] as const) {
    expect(encode([message], encoding)).toBe(bytesOf(message, encoding));
    expect(bytesOf(message, encoding)).toBe(bytesOf(message, encoding));
  }
});

test("D4: what is no number of an event is not taken for one", () => {
  const said = [undefined, null, 7, "7", {}, { seq: "7" }, { seq: 1.5 }, { seq: Number.NaN }, { seq: 2 ** 53 }, [7]];
  expect(said.map(parseShown)).toEqual(said.map(() => null));
  expect(parseShown({ seq: 7, more: true })).toBe(7);
});
