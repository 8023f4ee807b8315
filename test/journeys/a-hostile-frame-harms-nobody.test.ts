import { expect, type TestContext, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { BROKEN_FRAMES, BROKEN_PACKETS, type HostileFrames } from "../support/hostile/hostile-frames.ts";
import { type HostilePacket, OF_READERS, OF_STRANGERS } from "../support/hostile/hostile-packets.ts";
import { openDoor } from "../support/readers/open-door.ts";
import { openPolling, SEPARATOR } from "../support/readers/open-polling.ts";
import { frameOf, OPCODES, openRawSocket } from "../support/readers/open-raw-socket.ts";
import { openReader } from "../support/readers/open-reader.ts";

const TABLES: [what: string, count: number, table: HostileFrames[]][] = [
  ["is broken by RFC 6455", 45, BROKEN_FRAMES],
  ["is no Engine.IO", 20, BROKEN_PACKETS],
];
const CONVERSATIONS: [who: string, table: HostilePacket[]][] = [
  ["a stranger", OF_STRANGERS],
  ["a reader", OF_READERS],
];

/** More than all the buffers between two ends hold, and less than would hurt the machine if nobody stopped it. */
const FLOOD_BYTES = 200 * 1024 * 1024;

/** A door with two readers beside it, who follow the wire. */
async function openWatched(t: TestContext) {
  const open = await openDoor(t);
  const readers = [await openReader(t, open.url), await openReader(t, open.url, { transports: ["polling"] })];
  return {
    ...open,
    /** That everybody else has left, and both have all there is, once. */
    isUnharmed: async () => {
      await eventually("only the two left", () => open.pump.readers().size === 2 || undefined);
      open.publish(1);
      for (const reader of readers) {
        await reader.hasReached(open.store.top);
        expect([reader.events.length, reader.breaches, reader.socket.connected]).toEqual([open.store.top, [], true]);
      }
      expect(open.lines).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  };
}

test.for(TABLES)("C8: what %s is closed by its code, or passed over", async ([, count, table], t) => {
  const open = await openWatched(t);
  expect(table.length).toBeGreaterThanOrEqual(count);
  for (const { what, bytes, close } of table) {
    const raw = await openRawSocket(t, open.url);
    raw.says("40");
    await raw.hears(/^42\["hello"/);
    raw.sends(bytes);
    if (close !== "open") expect(await raw.closed(what), what).toBe(close);
    else if (what !== "half a frame") {
      raw.says("40/still-here,");
      expect(await raw.hears(/^44\/still-here/), what).toContain("Invalid namespace");
    }
    raw.tcp.destroy();
  }
  await open.isUnharmed();
});

test.for(CONVERSATIONS)("C8: whatever %s says is answered by a word, a close or nothing", async ([who, table], t) => {
  const open = await openWatched(t);
  expect(table.length).toBeGreaterThanOrEqual(55);
  for (const { said, answer } of table) {
    const told = said.slice(0, 60);
    const raw = await openRawSocket(t, open.url);
    if (who === "a reader") {
      raw.says("40");
      await raw.hears(/^42\["hello"/);
    }
    raw.says(said);
    if (answer === "close") expect(await raw.closed(told), told).toBeOneOf([1005, null]);
    else if (answer === "nothing") {
      raw.says("40/still-here,");
      await raw.hears(/^44\/still-here/);
    } else expect(await raw.hears(answer), told).toMatch(answer);
    raw.tcp.destroy();
  }
  await open.isUnharmed();
});

test("C8, I10: whoever floods and reads nothing is let go, before it has come in or after, by either way", async (t) => {
  const open = await openWatched(t);
  const pings = Buffer.concat(new Array<Buffer>(500).fill(frameOf("x".repeat(125), { opcode: OPCODES.ping })));
  const questions = Buffer.concat(new Array<Buffer>(500).fill(frameOf(`40/${"x".repeat(1_000)}`)));
  for (const [flood, greeting] of [
    [pings, ""],
    [pings, "40"],
    [questions, ""],
    [questions, "40"],
  ] as const) {
    const raw = await openRawSocket(t, open.url);
    if (greeting) raw.says(greeting);
    await raw.hears(greeting ? /^42\["hello"/ : /^0/);
    raw.tcp.pause();
    const pour = (): void => {
      while (raw.tcp.bytesWritten < FLOOD_BYTES && raw.tcp.write(flood));
    };
    raw.tcp.on("drain", pour);
    pour();
    await eventually("the flood's end", () => raw.tcp.closed || undefined);
  }

  const hand = await openPolling(open.url);
  await hand.says("40");
  const question = new Array(1_000).fill("40/x,").join(SEPARATOR);
  let posts = 0;
  while (posts < 100 && (await hand.says(question)) === 200) posts++;
  expect(posts).toBeLessThan(20);
  await open.isUnharmed();
});
