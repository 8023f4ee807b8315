import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { EncodedEvent } from "../../core/news/wire-event.ts";
import { gate, settled } from "../support/wire/gate.ts";
import { memoryWire } from "../support/wire/memory-wire.ts";
import { openFollower } from "../support/wire/open-follower.ts";
import { upFrom } from "../support/wire/open-pump.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what the channel brings", () => {
  test("I4: is handed on in order, each event once", async () => {
    const server = await openFollower();
    const [first, second, third] = server.wire.publishMany(3);
    if (!first || !second || !third) throw new Error("three were published");
    server.brings(first, first, second, first, third, second);
    expect(server.heard).toEqual([1, 2, 3]);
    await settled();
    expect(server.reads).toBe(0);
  });

  test("I2: a hole is filled from the store, in one flight however often it is noticed", async () => {
    const server = await openFollower();
    const events = server.wire.publishMany(6);
    server.brings(...events.slice(0, 1), ...events.slice(2));
    server.beats();
    server.listener.onListening();
    await settled();
    expect([server.heard, server.reads]).toEqual([upFrom(1, 6), 1]);
  });

  test("I2: a heartbeat that names an event not heard is a hole like any other", async () => {
    const server = await openFollower();
    server.wire.publishMany(3);
    server.beats();
    await settled();
    expect([server.heard, server.reads]).toEqual([[1, 2, 3], 1]);
  });

  test("I2: after every interruption of the channel the store is asked what was missed", async () => {
    const server = await openFollower();
    server.wire.publishMany(1_200);
    server.listener.onListening();
    await settled();
    expect(server.heard).toEqual(upFrom(1, 1_200));
  });

  test("I9: a heartbeat that is behind changes nothing: Redis was emptied or rolled back", async () => {
    const server = await openFollower();
    server.brings(...server.wire.publishMany(3));
    server.beats(1);
    await settled();
    expect([server.ring().top, server.reads]).toEqual([3, 0]);
  });

  test("I2: whatever the channel loses, doubles and mixes up, all is handed on in order, once", async () => {
    const aMessage = fc.oneof(
      fc.record({ what: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ what: fc.constant("bring" as const), back: fc.nat(8) }),
      fc.record({ what: fc.constant("beat" as const), back: fc.nat(8) }),
      fc.record({ what: fc.constant("turn" as const) }),
      fc.record({ what: fc.constant("away" as const), isAway: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(aMessage, { maxLength: 60 }), async (messages) => {
        const server = await openFollower();
        const said: EncodedEvent[] = [];
        for (const message of messages) {
          if (message.what === "publish") said.push(...server.wire.publishMany(message.count));
          else if (message.what === "bring") server.brings(...said.slice(-1 - message.back).slice(0, 1));
          else if (message.what === "beat") server.beats(Math.max(0, said.length - message.back));
          else if (message.what === "away") server.isStoreAway = message.isAway;
          else await settled();
        }
        server.isStoreAway = false;
        for (let half = 0; half < 3; half++) {
          server.beats();
          await settled();
        }
        expect(server.heard).toEqual(upFrom(1, said.length));
        expect(server.jsons()).toEqual(said.map(({ json }) => json));
      }),
    );
  });
});

describe("a store", () => {
  test("I2: that is away is asked again; nothing that came meanwhile is lost", async () => {
    const server = await openFollower();
    server.isStoreAway = true;
    server.brings(...server.wire.publishMany(3).slice(1));
    await settled();
    expect(server.heard).toEqual([]);
    server.isStoreAway = false;
    server.beats();
    await settled();
    expect(server.heard).toEqual([1, 2, 3]);
  });

  test("I2: whose answer the channel overtakes was not behind: the refill succeeds", async () => {
    const wire = memoryWire();
    const store = gate();
    const server = await openFollower(wire, async (after, limit) => {
      const page = await wire.readAfter(after, limit);
      await store.pass();
      return page;
    });
    const first = wire.publish();
    const refilled = server.refill();
    await settled();
    server.brings(first, wire.publish());
    store.open();
    await expect(refilled).resolves.toBeUndefined();
    expect(server.heard).toEqual([1, 2]);
  });

  test("I9: with Redis away, readers get the news within 2.1 s: the store is read twice a second", async () => {
    const server = await openFollower();
    server.beats();
    server.wire.publishMany(1);
    await vi.advanceTimersByTimeAsync(2_100);
    expect([server.heard, server.hearsWorkers()]).toEqual([[1], false]);
    const { reads } = server;
    server.wire.publishMany(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([server.heard, server.reads - reads]).toEqual([[1, 2, 3], 4]);
  });

  test("I9: with heartbeats coming the store is asked every 5 s only, whether it is still the same", async () => {
    const server = await openFollower();
    for (let half = 0; half < 40; half++) {
      server.beats();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect([server.reads, server.hearsWorkers(), server.isSure()]).toEqual([4, true, true]);
  });
});

test("O3: a server that ends asks the store no more", async () => {
  const server = await openFollower();
  await server.close();
  const { reads } = server;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.reads).toBe(reads);
});
