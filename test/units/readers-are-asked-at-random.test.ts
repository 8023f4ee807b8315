import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Respondent } from "../../server/live/reach.ts";
import { openReach, PUBLISHED_AT } from "../support/wire/open-reach.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: PUBLISHED_AT });
});
afterEach(() => {
  vi.useRealTimers();
});

test("D4: every reader is asked, while there are at most 1,000", async () => {
  const server = openReach();
  const readers = server.joins(1_000);
  expect(readers.every(({ isAsked }) => isAsked)).toBe(true);
  expect(await server.tells(server.publishes(1_000))).toMatchObject({ readers: 1_000, open: 1_000, shown: 0 });
});

test("D4: of more than 1,000 readers 1,000 are asked, each reader as likely as any other, whenever it came", async () => {
  const server = openReach();
  const readers = server.joins(5_000);
  const asked = readers.map(({ isAsked }, i) => (isAsked ? i : -1)).filter((i) => i >= 0);
  expect(asked).toHaveLength(1_000);
  for (let fifth = 0; fifth < 5; fifth++) {
    const count = asked.filter((i) => Math.floor(i / 1_000) === fifth).length;
    expect(count).toBeGreaterThan(110);
    expect(count).toBeLessThan(290);
  }
  expect(await server.tells(server.publishes(5_000))).toMatchObject({ readers: 5_000, open: 1_000 });
});

test("D4: who leaves is asked no more, and makes room for the next", async () => {
  const server = openReach();
  const [first, ...others] = server.joins(1_000);
  if (first) server.leave(first);
  for (const reader of others.slice(0, 99)) server.leave(reader);
  expect(await server.tells(server.publishes(900))).toMatchObject({ open: 900 });
  expect(server.joins(100).every(({ isAsked }) => isAsked)).toBe(true);
  expect(await server.tells(server.publishes(1_000))).toMatchObject({ open: 1_000 });
});

test("D4: a reader with a device is always asked about flash and breaking, and counts once", async () => {
  const server = openReach();
  const both = server.joins(10, 0, "a device");
  expect(both.every(({ isAsked }) => isAsked)).toBe(true);
  server.joins(1_500);
  const more = server.joins(20, 0, "another");
  const beyond = [...both, ...more].filter(({ isAsked }) => !isAsked).length;
  const [routine, flash] = [server.publishes(1_530), server.publishes(1_530, { urgency: "flash" })];
  expect((await server.tells(routine))?.open).toBe(1_000);
  expect(server.told.get(flash)?.open).toBe(1_000 + beyond);
});

test("D4: readers come and go, and the count of those asked stays what is open", async () => {
  const server = openReach();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.nat(60)), { maxLength: 60 }), async (moves) => {
      const present: Respondent[] = [];
      for (const [comes, which] of moves) {
        if (comes) present.push(...server.joins(40));
        else for (const reader of present.splice(which % Math.max(1, present.length), 20)) server.leave(reader);
      }
      const seq = server.publishes(present.length);
      const told = await server.tells(seq);
      const asked = present.filter(({ isAsked }) => isAsked).length;
      expect(told?.open ?? 0).toBe(asked);
      expect(asked).toBeLessThanOrEqual(1_000);
      for (const reader of present) server.leave(reader);
    }),
    { numRuns: 30 },
  );
});
