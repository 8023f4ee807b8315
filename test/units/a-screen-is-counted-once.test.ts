import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openReach, PUBLISHED_AT } from "../support/wire/open-reach.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: PUBLISHED_AT });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what counts", () => {
  test("D4: a screen counts once, however often it says so", async () => {
    const server = openReach();
    const [reader] = server.joins(3);
    const seq = server.publishes(3);
    if (!reader) throw new Error("three joined");
    vi.setSystemTime(PUBLISHED_AT + 250);
    for (let again = 0; again < 5; again++) server.shown(reader, seq);
    const told = await server.tells(seq);
    expect(told).toMatchObject({ readers: 3, open: 3, shown: 1, firstShownAt: PUBLISHED_AT + 250 });
    expect(told?.histogram.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  test("D4: only what was written live to that very reader, who was asked, within ten minutes", async () => {
    const server = openReach();
    const [early] = server.joins(1);
    const seq = server.publishes(1);
    const [late] = server.joins(1, seq);
    const next = server.publishes(2);
    if (!early || !late) throw new Error("both joined");
    server.shown(late, seq);
    server.shown(early, 99);
    server.shown({ liveFrom: 0, device: "d", isAsked: true }, seq);
    expect(await server.tells(seq)).toMatchObject({ shown: 0, firstShownAt: null });
    server.shown(late, next);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    server.shown(early, next);
    await server.close();
    expect(server.told.get(next)).toMatchObject({ open: 2, shown: 1 });
  });

  test("D4: the time to screen is from the commit on, by the wire's clock", async () => {
    const server = openReach();
    const readers = server.joins(3);
    const seq = server.publishes(3);
    for (const [i, ms] of [90, 900, 9_000].entries()) {
      vi.setSystemTime(PUBLISHED_AT + ms);
      const reader = readers[i];
      if (reader) server.shown(reader, seq);
    }
    const { histogram = [] } = (await server.tells(seq)) ?? {};
    const seen = histogram.flatMap((count, bucket) => (count > 0 ? [Math.round(1.1 ** bucket)] : []));
    expect(seen).toHaveLength(3);
    for (const [i, ms] of [90, 900, 9_000].entries())
      expect((seen[i] ?? 0) / ms).toSatisfy((ratio: number) => ratio >= 1 && ratio < 1.11);
  });

  test("D4: whoever says what, never more than are open have it, and never more are open than connected", async () => {
    const server = openReach();
    const said = fc.array(fc.tuple(fc.nat(9), fc.nat(4)), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(said, async (said) => {
        const readers = server.joins(10);
        const first = server.publishes(10);
        for (let i = 0; i < 3; i++) server.publishes(10, { urgency: "breaking" });
        for (const [who, what] of said) {
          const reader = readers[who];
          if (reader) server.shown(reader, first + what);
        }
        await vi.advanceTimersByTimeAsync(1_000);
        for (let seq = first; seq < first + 4; seq++) {
          const { readers, open, shown } = server.told.get(seq) ?? { readers: 0, open: -1, shown: 0 };
          expect(readers).toBeGreaterThanOrEqual(open);
          expect(open).toBeGreaterThanOrEqual(shown);
          expect(shown).toBe(new Set(said.filter(([, what]) => first + what === seq).map(([who]) => who)).size);
        }
        for (const reader of readers) server.leave(reader);
      }),
      { numRuns: 30 },
    );
  });

  test("D4: an event that nobody was there for has no count", async () => {
    const server = openReach();
    expect(await server.tells(server.publishes(0))).toBeUndefined();
  });
});

describe("what the store is told", () => {
  test("D4: once a second, and only what has changed", async () => {
    const server = openReach();
    const readers = server.joins(2);
    const seq = server.publishes(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.writes).toBe(1);
    for (const reader of readers) server.shown(reader, seq);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([server.writes, server.told.get(seq)?.shown]).toEqual([2, 2]);
  });

  test("N7: which devices have shown which alerts, and nothing of anybody else", async () => {
    const server = openReach();
    const [phone, nobody] = [...server.joins(1, 0, "phone"), ...server.joins(1)];
    const [routine, flash] = [server.publishes(2), server.publishes(2, { urgency: "flash" })];
    server.isStoreAway = true;
    for (const seq of [routine, flash, flash]) if (phone) server.shown(phone, seq);
    if (nobody) server.shown(nobody, flash);
    await vi.advanceTimersByTimeAsync(1_000);
    server.isStoreAway = false;
    await server.tells(flash);
    expect(server.devices).toEqual([{ device: "phone", storyId: expect.any(String), rev: 1 }]);
  });

  test("D4: again, when it was away: nothing observed is lost", async () => {
    const server = openReach();
    server.isStoreAway = true;
    const [reader] = server.joins(1);
    const seq = server.publishes(1);
    await vi.advanceTimersByTimeAsync(3_000);
    if (reader) server.shown(reader, seq);
    server.isStoreAway = false;
    expect(await server.tells(seq)).toMatchObject({ open: 1, shown: 1 });
  });

  test("D4: at the end of the server, what is left", async () => {
    const server = openReach();
    server.joins(1);
    const seq = server.publishes(1);
    await server.close();
    expect(server.told.get(seq)).toMatchObject({ readers: 1 });
  });

  test("G5: a busy day is not kept in memory for ever", async () => {
    const server = openReach();
    const [reader] = server.joins(1);
    const first = server.publishes(1);
    for (let i = 0; i < 2_100; i++) server.publishes(1);
    if (reader) server.shown(reader, first);
    expect(await server.tells(first)).toMatchObject({ shown: 0 });
  });
});
