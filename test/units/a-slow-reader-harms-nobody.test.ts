import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MAX_BATCH_BYTES } from "../../server/live/log/wire-log.ts";
import { bytesOf } from "../support/wire/memory-outlet.ts";
import { openPump, run, upFrom } from "../support/wire/open-pump.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1_000);
});
afterEach(() => {
  vi.useRealTimers();
});

test("I10: a slow reader is left alone: however much comes, at most one piece waits for it", async () => {
  const server = openPump();
  const slow = server.joins(0);
  slow.stall();
  for (let burst = 0; burst < 30; burst++) {
    server.hear(50, 2_000);
    await run();
  }
  expect(slow.chunks.slice(1)).toHaveLength(1);
  expect(slow.waitingBytes()).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  slow.take();
  await run(1_000);
  expect(slow.seqs()).toEqual(upFrom(1, 1_500));
  expect(Math.max(...slow.chunks.map(bytesOf))).toBeLessThanOrEqual(MAX_BATCH_BYTES);
});

test("I10: a reader that takes nothing for 10 s while something waits is closed, and the others never notice", async () => {
  const server = openPump();
  const stuck = server.joins(0);
  const prompt = server.joins(0);
  stuck.stall();
  server.hear(1);
  await run(9_900);
  expect([stuck.isClosed, server.slow]).toEqual([false, 0]);
  await run(200);
  expect([stuck.isClosed, server.slow, server.pump.readers().size]).toEqual([true, 1, 1]);
  server.hear(1);
  await run();
  expect([prompt.isClosed, prompt.seqs()]).toEqual([false, [1, 2]]);
  expect(stuck.seqs()).toEqual([1]);
});

test("I10: a reader that takes a little now and then is not closed, however long it takes", async () => {
  const server = openPump();
  const slow = server.joins(0);
  slow.stall();
  server.hear(20, 2_000);
  await run();
  for (let minute = 0; minute < 10; minute++) {
    await run(9_500);
    slow.take(1_000);
  }
  expect([slow.isClosed, server.slow]).toEqual([false, 0]);
});

test("I10: nothing waits for a reader that is through: it is never closed", async () => {
  const server = openPump();
  const idle = server.joins(0);
  await run(600_000);
  expect([idle.isClosed, server.slow]).toEqual([false, 0]);
});

test("I10: for whom more piles up than was written to it is closed within a second, also on a quiet wire", async () => {
  const server = openPump();
  const hostile = server.joins(0);
  await run(2_000);
  hostile.pileUp(3 * MAX_BATCH_BYTES);
  await run(1_000);
  expect([hostile.isClosed, server.slow]).toEqual([true, 1]);
});
