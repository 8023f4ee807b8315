import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Sweeper, startSweeper } from "../../workers/sweep.ts";
import { memoryLog } from "../support/paper/memory-log.ts";
import { gate } from "../support/wire/gate.ts";

const opened: Sweeper[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sweeper) => sweeper.close()));
  vi.useRealTimers();
});

/** A sweeper over a store and a Redis that can be away, each asked by what asks it in truth. */
function openWorker() {
  const { log, lines } = memoryLog();
  const away = { store: false, redis: false };
  const done: string[] = [];
  const ask = (what: string, ...needed: (keyof typeof away)[]) => {
    const missing = needed.find((name) => away[name]);
    if (missing) throw new Error(`${missing} is away`);
    done.push(what);
  };
  const sweeper = startSweeper({
    log,
    releaseDue: async () => {
      ask("release", "store");
      return 0;
    },
    fanOut: async () => ask("fan out", "store"),
    beat: async () => ask("beat", "store", "redis"),
  });
  opened.push(sweeper);
  return { sweeper, away, done, lines };
}

test("I9: four times a second what is due is released and fanned out, in this order; twice a second there is a heartbeat", async () => {
  const { done } = openWorker();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done.filter((what) => what === "beat")).toHaveLength(2);
  const sweeps = done.filter((what) => what !== "beat");
  expect(sweeps).toEqual(["release", "fan out", "release", "fan out", "release", "fan out", "release", "fan out"]);
});

test("I9: while the store is away it tries on, says so once, and once more when the way is open", async () => {
  const { sweeper, away, done, lines } = openWorker();
  away.store = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect([sweeper.isWell(), done, lines]).toEqual([false, [], ["warn: the way is blocked; trying on"]]);
  away.store = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect([sweeper.isWell(), done.includes("beat"), lines.slice(1)]).toEqual([
    true,
    true,
    ["info: the way is open again"],
  ]);
});

test("O4: while only Redis is away, on a quiet wire, it is not well all the time, and says so once", async () => {
  const { sweeper, away, lines } = openWorker();
  await vi.advanceTimersByTimeAsync(1_000);
  away.redis = true;
  await vi.advanceTimersByTimeAsync(500);
  for (let quarter = 0; quarter < 20; quarter++) {
    await vi.advanceTimersByTimeAsync(250);
    expect(sweeper.isWell()).toBe(false);
  }
  expect(lines).toEqual(["warn: the way is blocked; trying on"]);
});

test("O3: it ends when the sweep in hand has ended, and begins none after it", async () => {
  const { log } = memoryLog();
  const store = gate();
  const sweeper = startSweeper({
    ...{ log, fanOut: async () => {}, beat: async () => {} },
    releaseDue: () => store.pass().then(() => 0),
  });
  await vi.advanceTimersByTimeAsync(250);
  let isClosed = false;
  const closed = sweeper.close().then(() => {
    isClosed = true;
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect([store.asked, isClosed]).toEqual([1, false]);
  store.open();
  await closed;
  expect(store.asked).toBe(1);
});
