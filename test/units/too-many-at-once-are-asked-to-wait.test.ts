import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Admission, createAdmission } from "../../server/live/admission.ts";

let admission: Admission;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  admission = createAdmission();
});
afterEach(() => {
  admission.close();
  vi.useRealTimers();
});

/** How many of so many may begin; each is known at once when `isSettled`, or stays in the handshake. */
function begin(count: number, isSettled: boolean): number {
  let begun = 0;
  for (let i = 0; i < count; i++) {
    if (!admission.mayBegin()) continue;
    begun++;
    admission.opened();
    if (isSettled) admission.settled();
  }
  return begun;
}

test("C6: at most 1,500 handshakes begin in a second, then the next second's", () => {
  expect(begin(2_000, true)).toBe(1_500);
  expect(begin(1, true)).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(begin(10, true)).toBe(10);
});

test("C6: at most 512 handshakes are in progress; who is known, or gone, makes room", () => {
  expect(begin(600, false)).toBe(512);
  admission.settled();
  expect(begin(5, false)).toBe(1);
});

test("C6: fewer come in while the process answers late, but never nobody", async () => {
  for (let block = 0; block < 3; block++) {
    const until = performance.now() + 150;
    while (performance.now() < until);
    await new Promise((turn) => setImmediate(turn));
  }
  vi.advanceTimersByTime(1_000);
  const begun = begin(2_000, true);
  expect(begun).toBeGreaterThanOrEqual(50);
  expect(begun).toBeLessThan(1_500);
});
