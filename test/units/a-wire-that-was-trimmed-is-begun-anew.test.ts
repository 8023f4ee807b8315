import { expect, test } from "vitest";
import { FIRST_EPOCH, memoryWire } from "../support/wire/memory-wire.ts";
import { openFollower } from "../support/wire/open-follower.ts";

test("I16: a server that was away for longer than its wire is kept begins it anew, and asks no further", async () => {
  const wire = memoryWire();
  let kept = 0;
  const server = await openFollower(wire, async (after, limit) => {
    const page = await wire.readAfter(Math.max(after, kept), limit);
    return { ...page, events: page.events.filter(({ seq }) => seq > kept) };
  });
  server.brings(...wire.publishMany(3));
  wire.publishMany(20);
  kept = 15;
  server.beats();
  await expect.poll(() => server.newEpochs).toBe(1);
  await server.refill();
  expect([server.ended, server.ring().epoch, server.ring().top]).toEqual([[FIRST_EPOCH], wire.epoch, 23]);
  const reads = server.reads;
  server.brings(...wire.publishMany(2));
  server.beats();
  expect([server.ring().top, server.heard, server.reads]).toEqual([25, [1, 2, 3, 24, 25], reads]);
});
