import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startClock, timeText } from "../../core/clock.ts";

const DATABASE_TIME = Date.UTC(2026, 10, 23, 14);
const TEN_MINUTES_MS = 600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: DATABASE_TIME + TEN_MINUTES_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

test("I14: a process whose own clock is ten minutes off has the database's time, and it runs", async () => {
  const clock = await startClock(async () => DATABASE_TIME);
  expect(clock.now()).toBe(DATABASE_TIME);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(clock.now()).toBe(DATABASE_TIME + 2_500);
});

test("I14: setting the process's clock changes nothing", async () => {
  const clock = await startClock(async () => DATABASE_TIME);
  vi.setSystemTime(0);
  expect(clock.now()).toBe(DATABASE_TIME);
});

test("H5: an answer that took its time is taken to be from the middle of it", async () => {
  let answer: (time: number) => void = () => {};
  const asked = new Promise<number>((resolve) => {
    answer = resolve;
  });
  const asking = startClock(() => asked);
  await vi.advanceTimersByTimeAsync(400);
  answer(DATABASE_TIME);
  expect((await asking).now()).toBe(DATABASE_TIME + 200);
});

test("H5: a reading that fails keeps the time that was, the next one corrects it", async () => {
  const answers: (number | Error)[] = [DATABASE_TIME, new Error("away"), DATABASE_TIME + 5_000];
  const clock = await startClock(async () => {
    const answer = answers.shift() ?? 0;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  await expect(clock.sync()).rejects.toThrow("away");
  expect(clock.now()).toBe(DATABASE_TIME);
  await clock.sync();
  expect(clock.now()).toBe(DATABASE_TIME + 5_000);
});

test("H5: a time on the wire is RFC 3339 in UTC with milliseconds", () => {
  expect(timeText(DATABASE_TIME + 7)).toBe("2026-11-23T14:00:00.007Z");
});
