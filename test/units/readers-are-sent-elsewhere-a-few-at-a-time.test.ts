import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drainReaders } from "../../server/live/drain-readers.ts";
import { createSnapshotLog } from "../../server/live/log/wire-log.ts";
import { createPump, type Pump } from "../../server/live/out/pump.ts";
import { readerAt } from "../../server/live/out/reader.ts";
import { type MemoryOutlet, memoryOutlet } from "../support/wire/memory-outlet.ts";
import { greeting } from "../support/wire/open-pump.ts";

const NO_NEWS = createSnapshotLog([], 0);
let pump: Pump;

beforeEach(() => {
  vi.useFakeTimers();
  pump = createPump({ wire: NO_NEWS, beat: () => null, onSlow: () => {} });
});
afterEach(() => {
  pump.close();
  vi.useRealTimers();
});

function join(count: number): MemoryOutlet[] {
  return Array.from({ length: count }, () => {
    const outlet = memoryOutlet();
    pump.join(readerAt(outlet, NO_NEWS, 0), greeting());
    return outlet;
  });
}

const waitsOf = (outlets: MemoryOutlet[]): number[] =>
  outlets.map((outlet) => {
    const [drain, ...more] = outlet.said("drain") as { afterMs: number }[];
    expect(more).toEqual([]);
    return drain?.afterMs ?? Number.NaN;
  });

test("O3: every reader is told once to go, spread over five seconds when they are few", () => {
  const outlets = join(1_000);
  void drainReaders(pump);
  const waits = waitsOf(outlets);
  expect(waits.every((ms) => Number.isInteger(ms) && ms >= 0 && ms < 5_000)).toBe(true);
  for (let second = 0; second < 5; second++) {
    expect(waits.filter((ms) => Math.floor(ms / 1_000) === second).length).toBeGreaterThan(100);
  }
});

test("O3: many are spread so that 1,500 go in a second", () => {
  const outlets = join(15_000);
  void drainReaders(pump);
  const waits = waitsOf(outlets);
  expect(Math.max(...waits)).toBeGreaterThan(9_000);
  expect(Math.max(...waits)).toBeLessThan(10_000);
});

test("O3: the server need not wait longer than for the last of them", async () => {
  join(3);
  let isOver = false;
  const drained = drainReaders(pump).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(isOver).toBe(false);
  for (const reader of [...pump.readers()]) pump.leave(reader);
  await vi.advanceTimersByTimeAsync(100);
  await drained;
  expect(isOver).toBe(true);
});

test("O3: whoever stays is not waited for: two seconds after the last was to go it ends", async () => {
  join(3);
  let isOver = false;
  const drained = drainReaders(pump).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(6_900);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  await drained;
  expect(pump.readers().size).toBe(3);
});
