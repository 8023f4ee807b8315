import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settled } from "../support/wire/gate.ts";
import { FIRST_EPOCH, LATER_EPOCH, memoryWire } from "../support/wire/memory-wire.ts";
import { openFollower } from "../support/wire/open-follower.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("I8: a server's top is sure while heartbeats name it, or the store was asked, within the last 5 s", async () => {
  const server = await openFollower();
  expect(server.isSure()).toBe(true);
  server.isStoreAway = true;
  await vi.advanceTimersByTimeAsync(4_999);
  expect(server.isSure()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(server.isSure()).toBe(false);
  server.beats();
  expect(server.isSure()).toBe(true);
});

test("I8: a server's top is not sure while heartbeats name one that cannot be read, or one that is behind", async () => {
  const server = await openFollower();
  server.brings(...server.wire.publishMany(2));
  server.isStoreAway = true;
  for (let half = 0; half < 12; half++) {
    server.beats(half % 2 ? 1 : 9);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(server.isSure()).toBe(false);
});

test("I8: a server's top is the store's when the server starts: the newest 2,000 are there at once", async () => {
  const wire = memoryWire();
  wire.publishMany(2_500);
  const server = await openFollower(wire);
  expect([server.ring().floor, server.ring().top, server.heard]).toEqual([500, 2_500, []]);
});

test("I8: a store that ends below what this server has shown was set back: the wire gets a new epoch, once", async () => {
  const server = await openFollower();
  server.brings(...server.wire.publishMany(5));
  server.wire.cut(3, FIRST_EPOCH);
  await server.refill();
  expect(server.ended).toEqual([FIRST_EPOCH]);
  expect([server.ring().epoch, server.ring().top, server.newEpochs]).toEqual([LATER_EPOCH, 3, 1]);
});

test("I8: so was one that ends below what was only heard of", async () => {
  const server = await openFollower();
  server.brings(...server.wire.publishMany(5));
  server.isStoreAway = true;
  server.beats(7);
  await settled();
  expect(server.seen()).toEqual({ epoch: FIRST_EPOCH, top: 7 });
  server.isStoreAway = false;
  await server.refill();
  expect([server.ring().epoch, server.newEpochs, server.seen().top]).toEqual([LATER_EPOCH, 1, 5]);
});

test.each([2, 7])(
  "I5: so was one that has another event in the place of the newest shown, and %i new ones",
  async (more) => {
    const server = await openFollower();
    server.brings(...server.wire.publishMany(5));
    server.wire.goesOnFrom(3, more);
    for (let half = 0; half < 11; half++) {
      server.beats();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect([server.ring().epoch, server.ring().top, server.newEpochs]).toEqual([LATER_EPOCH, 3 + more, 1]);
  },
);

test("I8: a retraction of the newest shown is no such proof", async () => {
  const server = await openFollower();
  server.brings(...server.wire.publishMany(5));
  server.wire.retract("s5");
  await server.refill();
  expect([server.ring().epoch, server.ring().top, server.ended]).toEqual([FIRST_EPOCH, 6, []]);
});

test.each(["event", "beat", "poll"] as const)(
  "I9: a new epoch is noticed by the first %s that tells of it, and told once",
  async (how) => {
    const server = await openFollower();
    server.brings(...server.wire.publishMany(5));
    server.beats();
    server.wire.cut(3, LATER_EPOCH);
    const next = server.wire.publish({ headline: "Of the new epoch" });
    if (how === "event") server.brings(next, next);
    if (how === "beat") server.beats();
    await vi.advanceTimersByTimeAsync(how === "poll" ? 2_100 : 0);
    expect([server.ring().epoch, server.ring().top, server.newEpochs]).toEqual([LATER_EPOCH, 4, 1]);
    expect(server.jsons().at(-1)).toBe(next.json);
    server.brings(server.wire.publish());
    expect(server.heard).toEqual([1, 2, 3, 4, 5, 5]);
  },
);

test("I7: nothing of the old epoch is handed on any more", async () => {
  const server = await openFollower();
  server.brings(...server.wire.publishMany(2));
  const late = server.wire.publish();
  server.wire.cut(2, LATER_EPOCH);
  server.beats();
  await settled();
  server.listener.onEvent(FIRST_EPOCH, late);
  await settled();
  expect([server.heard, server.ring().epoch]).toEqual([[1, 2], LATER_EPOCH]);
});
