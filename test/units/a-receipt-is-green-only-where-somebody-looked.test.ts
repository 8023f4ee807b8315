import { expect, test } from "vitest";
import { pushWords } from "../../client/desk/receipt/push-line.tsx";
import { barsOf, LATE_AFTER_MS, type ReceiptNow, receiptShown } from "../../client/desk/receipt/stages.ts";
import { troublesOf } from "../../client/desk/strip/troubles.ts";
import type { Strip, ToldReceipt } from "../../core/pipes/desk-events.ts";

const START = Date.parse("2026-11-24T06:00:00.000Z");
const at = (ms: number) => new Date(START + ms).toISOString();

function told(differences: Partial<ToldReceipt> = {}): ToldReceipt {
  return {
    ...{ story: "s", rev: 1, status: "published", releaseAt: null, isOut: true, stored: at(0) },
    ...{ queued: null, fannedOut: null, firstScreen: null, reach: { readers: 0, open: 0, shown: 0 } },
    ...{ timeToScreenMs: { p50: null, p95: null, p99: null }, histogram: [], push: null },
    ...differences,
  };
}

function shown(receipt: ToldReceipt | null, afterMs: number, more: Partial<ReceiptNow> = {}) {
  return receiptShown({ receipt, urgency: "flash", sentAtMs: START, openScreens: 2, nowMs: START + afterMs, ...more });
}

test("D4: what became of the pushes is told in a sentence, each in its place and nothing that there is none of", () => {
  const push = { waiting: 0, sent: 1, shown: 0, failed: 0, pruned: 0, expired: 0 };
  expect(pushWords(push)).toBe("Pushed to 1 device");
  expect(pushWords({ ...push, waiting: 4, sent: 2_000, shown: 3, failed: 1, pruned: 2 })).toBe(
    "Pushed to 2,000 devices; 4 to go; 3 had it on an open page; 1 failed; 2 are gone",
  );
});

test("D4: each stage is green when the receipt has its time, and by nothing else", () => {
  const times = { queued: at(5), fannedOut: at(9), firstScreen: at(80) };
  for (const missing of ["queued", "fannedOut", "firstScreen"] as const) {
    const { stages } = shown(told({ ...times, [missing]: null, reach: { readers: 2, open: 2, shown: 0 } }), 500);
    const names = { queued: "Queued", fannedOut: "Fanned out", firstScreen: "First screen" };
    expect(stages.filter(({ mark }) => mark !== "seen").map(({ name }) => name)).toEqual([names[missing]]);
    expect(stages.every(({ mark, at: time }) => (mark === "seen") === (time !== null))).toBe(true);
  }
  expect(shown(null, 0).stages.map(({ mark }) => mark)).toEqual(["waiting"]);
  expect(shown(null, LATE_AFTER_MS + 1)).toMatchObject({ isComplete: false, alarm: expect.any(String) });
});

test("D4: a story is complete when every screen that was asked has shown it, and not when none was asked", () => {
  const seen = { queued: at(1), fannedOut: at(2), firstScreen: at(3) };
  expect(shown(told({ ...seen, reach: { readers: 9, open: 3, shown: 3 } }), 500).isComplete).toBe(true);
  expect(shown(told({ ...seen, reach: { readers: 9, open: 3, shown: 2 } }), 500).isComplete).toBe(false);
  expect(shown(told({ ...seen, firstScreen: null }), 500).isComplete).toBe(false);
});

test("D4: an alert that nobody acknowledged turns red, a routine story's screens may take their time", () => {
  const out = told({ queued: at(1), fannedOut: at(2), reach: { readers: 2, open: 2, shown: 0 } });
  expect(shown(out, LATE_AFTER_MS - 1).alarm).toBeNull();
  expect(shown(out, LATE_AFTER_MS + 1).alarm).toMatch(/Nobody has acknowledged/);
  expect(shown(out, LATE_AFTER_MS + 1, { urgency: "routine" }).alarm).toBeNull();
  expect(shown(told(), LATE_AFTER_MS + 1, { urgency: "routine" }).alarm).toMatch(/Queued/);
});

test("D3: a story that is held says when it leaves, and turns red when nobody lets it go", () => {
  const held = told({ status: "held", isOut: false, releaseAt: at(8_000) });
  expect(shown(held, 2_500).stages[1]).toMatchObject({ name: "Held", mark: "waiting", says: "leaves in 6 s" });
  expect(shown(held, 8_000 + LATE_AFTER_MS + 1).stages[1]?.mark).toBe("late");
  expect(shown(told({ status: "draft", isOut: false }), 9_000).stages[1]?.name).toBe("Called back");
});

test("D4: the histogram has every screen in one of its bars", () => {
  const histogram: [number, number][] = [
    [80, 1],
    [88, 4],
    [400, 2],
    [2_000, 1],
  ];
  const bars = barsOf(histogram);
  expect(bars.reduce((sum, bar) => sum + bar, 0)).toBe(8);
  expect([bars[0], bars.at(-1)]).toEqual([expect.any(Number), 1]);
  expect(barsOf([])).toEqual([]);
  expect(barsOf([[90, 3]]).reduce((sum, bar) => sum + bar, 0)).toBe(3);
});

test("D11: each thing that is broken on the way is named, the worst first, and nothing is said of what is well", () => {
  const well: Strip = {
    ...{ now: at(0), servers: 1, readers: 2, queue: { workers: 1, depth: 0, oldestMs: null, failed: 0 } },
    ...{ unsent: 0, unsentSince: null, canary: { status: "green", brokenHop: null, silentMs: 900 }, degraded: [] },
    alertMails: 0,
    alerts: { flash: { spent: 0, budget: 3 }, breaking: { spent: 0, budget: 12 } },
  };
  const says = (differences: Partial<Strip>) =>
    troublesOf({ ...well, ...differences }, true).map(({ says: words }) => words);
  expect(says({})).toEqual([]);
  expect(says({ queue: null })[0]).toMatch(/^Redis/);
  expect(says({ queue: { workers: 0, depth: 0, oldestMs: null, failed: 2 } })).toEqual([
    expect.stringMatching(/^No worker/),
    "2 jobs failed in the queue.",
  ]);
  expect(says({ unsent: 1, unsentSince: at(-500) })).toEqual([]);
  expect(says({ unsent: 1, unsentSince: at(-9_000) })).toEqual(["1 story on the wire that nobody has sent on."]);
  expect(says({ canary: { status: "red", brokenHop: "fan-out", silentMs: 13_000 } })[0]).toMatch(/Broken: the fan-out/);
  expect(troublesOf(null, true)[0]?.isBroken).toBe(true);
  expect(troublesOf(null, false)).toEqual([]);
});
