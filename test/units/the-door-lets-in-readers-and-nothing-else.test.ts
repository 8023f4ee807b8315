import { io } from "socket.io-client";
import { describe, expect, type TestContext, test } from "vitest";
import { eventually, within } from "../support/deadline.ts";
import { type OpenDoor, openDoor } from "../support/readers/open-door.ts";
import { openReader } from "../support/readers/open-reader.ts";

const EIO = "/socket.io/?EIO=4&transport=polling";
const SEPARATOR = "\u001e";

/** A reader that polls by hand: sends texts of its own making. */
async function openHand({ url }: OpenDoor, headers: Record<string, string> = {}) {
  const opened = await fetch(`${url}${EIO}`, { headers });
  if (opened.status !== 200) throw new Error(`${opened.status}`);
  const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };
  return {
    sends: (text: string) =>
      fetch(`${url}${EIO}&sid=${sid}`, { method: "POST", body: text }).then(({ status }) => status),
    hears: () => fetch(`${url}${EIO}&sid=${sid}`).then((answer) => answer.text()),
  };
}

async function statusOf(url: string, path = EIO, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${url}${path}`, { headers });
  await answer.text();
  return answer.status;
}

/** That the door still lets a reader in, and a story out, after whatever was done to it. */
async function isStillOpen(t: TestContext, open: OpenDoor): Promise<void> {
  const reader = await openReader(t, open.url);
  open.publish(1);
  await reader.hasReached(open.store.top);
  expect(reader.breaches).toEqual([]);
}

describe("a reader", () => {
  test.for(["websocket", "polling"] as const)(
    "C1: by %s is greeted first, once, and told where it is",
    async (transport, t) => {
      const open = await openDoor(t);
      open.publish(3);
      const reader = await openReader(t, open.url, { transports: [transport] });
      expect(reader.hello).toEqual({
        ...{ epoch: open.store.epoch, top: 3, now: "2026-11-23T14:00:00.000Z" },
        ...{ mode: "live", complete: true, acks: true, retryAfterMs: 500 },
      });
      open.publish(2);
      await reader.hasReached(5);
      expect([reader.events.map(({ seq }) => seq), reader.breaches]).toEqual([[4, 5], []]);
    },
  );

  test("C1: that changes from polling to a websocket in the middle of a burst loses nothing and gets nothing twice", async (t) => {
    const open = await openDoor(t);
    const reader = await openReader(t, open.url, { transports: ["polling", "websocket"] });
    for (let burst = 0; burst < 40; burst++) {
      open.publish(25);
      await new Promise((turn) => setImmediate(turn));
    }
    await reader.hasReached(1_000);
    expect([reader.events.length, reader.breaches]).toEqual([1_000, []]);
  });

  test("C1: that asks to come in several times on one connection is one reader, and is greeted once", async (t) => {
    const open = await openDoor(t);
    const hand = await openHand(open);
    await hand.sends(new Array(20).fill("40").join(SEPARATOR));
    await eventually("a reader", () => (open.pump.readers().size > 0 ? true : undefined));
    const heard = await hand.hears();
    expect([open.pump.readers().size, heard.split('42["hello"').length - 1]).toEqual([1, 1]);
  });

  test("C1: that leaves is no reader any more", async (t) => {
    const open = await openDoor(t);
    const reader = await openReader(t, open.url);
    expect(open.pump.readers().size).toBe(1);
    reader.close();
    await eventually("nobody", () => (open.pump.readers().size === 0 ? true : undefined));
  });
});

describe("what is not a reader", () => {
  test("C8: an origin that is not accepted is refused, by either transport", async (t) => {
    const open = await openDoor(t, { isAcceptedOrigin: (origin) => origin !== "https://evil.example" });
    const evil = { Origin: "https://evil.example" };
    expect(await statusOf(open.url, EIO, evil)).toBe(403);
    expect(await statusOf(open.url, "/socket.io/?EIO=4&transport=websocket", evil)).toBe(403);
    const socket = io(open.url, { transports: ["websocket"], reconnection: false, extraHeaders: evil, forceNew: true });
    t.onTestFinished(() => void socket.close());
    await within("a refusal", new Promise((refused) => socket.once("connect_error", refused)));
    await isStillOpen(t, open);
  });

  test("C6: from an address that has its readers, one more is asked to wait; from another it is let in", async (t) => {
    const open = await openDoor(t, { readersPerAddress: 3 });
    const town = { "X-Forwarded-For": "town" };
    const hands = [await openHand(open, town), await openHand(open, town), await openHand(open, town)];
    expect(await statusOf(open.url, EIO, town)).toBe(429);
    expect(await statusOf(open.url, EIO, { "X-Forwarded-For": "village" })).toBe(200);
    expect(await hands[0]?.sends("1")).toBe(200);
    await eventually("room", async () => ((await statusOf(open.url, EIO, town)) === 200 ? true : undefined));
  });

  test("O3: once the door is shut nobody comes in, and whoever is in stays and hears", async (t) => {
    const open = await openDoor(t);
    const reader = await openReader(t, open.url);
    open.door.shut();
    const refused = await fetch(`${open.url}${EIO}`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    open.publish(2);
    await reader.hasReached(2);
    expect(reader.breaches).toEqual([]);
  });

  test("C8: a device that is none, or too long, is told so and not let in", async (t) => {
    const open = await openDoor(t);
    for (const device of ["x".repeat(65), 7, null, {}, ["x"]]) {
      await expect(openReader(t, open.url, { device })).rejects.toThrow("device");
    }
    const reader = await openReader(t, open.url, { device: "x".repeat(64) });
    expect(reader.hello.acks).toBe(true);
    expect(open.pump.readers().size).toBe(1);
  });

  test.for([
    ["an event that there is not", '42["headline",{}]'],
    ["an event of no name", "42[]"],
    ["an event named like an inner one", '42["disconnect"]'],
    ["an event named like a property of objects", '42["__proto__",{"seq":1}]'],
    ["shown without a number", '42["shown",{"seq":"1"}]'],
    ["shown and nothing else", '42["shown"]'],
    ["what is no JSON", "42{"],
    ["what is no packet", "49"],
    ["an attachment", '451-["shown",{"_placeholder":true,"num":0}]'],
    ["an acknowledgement that nobody asked for", '431-["x"]'],
    ["an answer to nothing", "437[]"],
    ["another namespace's event", '42/desk,["x"]'],
    ["nothing at all", ""],
  ])("C8: %s is answered by a close, or by nothing, never by a crash", async ([, text = ""], t) => {
    const open = await openDoor(t);
    const hand = await openHand(open);
    await hand.sends("40");
    await eventually("a reader", () => (open.pump.readers().size > 0 ? true : undefined));
    await hand.sends(text);
    await isStillOpen(t, open);
    expect(open.lines).toEqual([]);
  });

  test("C8: a frame of more than 16 KiB is not taken", async (t) => {
    const open = await openDoor(t);
    const hand = await openHand(open);
    await hand.sends("40");
    const status = await hand.sends(`42["shown",{"seq":1,"x":"${"x".repeat(17_000)}"}]`).catch(() => 0);
    expect(status).not.toBe(200);
    const reader = await openReader(t, open.url);
    reader.socket.emit("shown", { seq: 1, x: "x".repeat(17_000) } as { seq: number });
    expect(await reader.closed()).toMatch(/transport/);
    await isStillOpen(t, open);
  });

  test("C8: who asks for another namespace is told that there is none", async (t) => {
    const open = await openDoor(t);
    const socket = io(`${open.url}/desk`, { transports: ["websocket"], reconnection: false, forceNew: true });
    t.onTestFinished(() => void socket.close());
    const refusal = await within("a refusal", new Promise<Error>((refused) => socket.once("connect_error", refused)));
    expect(refusal.message).toBe("Invalid namespace");
    expect(open.pump.readers().size).toBe(0);
  });
});
