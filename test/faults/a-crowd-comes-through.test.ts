import { expect, test } from "vitest";
import { showCuts } from "./drill/cuts.ts";
import { showReturn } from "./drill/return.ts";
import { showStalled } from "./drill/stalled.ts";

/* Small forms of what `npm run drill -- cuts`, `return` and `stalled` show with thousands of readers. */

const LONG = { timeout: 120_000 };

test("I2, I3, I4: who is cut again and again has everything, once and in order", LONG, async () => {
  const often = { everyMs: 400, cutEveryMs: 4_000, cutForMs: 1_000 };
  const { answers } = await showCuts({ readers: 40, stories: 25, ...often });
  const [ours, ...stock] = answers;
  expect(ours).toMatchObject({ name: "ours", missing: 0, again: 0, disordered: 0 });
  expect(ours?.cuts).toBeGreaterThan(40);
  expect(stock.map(({ arrivals }) => arrivals > 0)).toEqual([true, true]);
});

test(
  "I2, C6: all readers of a server that is killed come back to the other, almost without a query",
  LONG,
  async () => {
    const result = await showReturn({ returning: 300, staying: 50, perSecond: 4, calmMs: 3_000 });
    expect(result).toMatchObject({ missing: 0, again: 0 });
    expect(result.queries.length).toBeLessThanOrEqual(10);
  },
);

test("I10: who takes nothing is let go, and who reads beside it misses nothing", LONG, async () => {
  const result = await showStalled({ good: 20, stalled: 20, frozen: 0, perSecond: 20, lastsMs: 2_000 });
  expect(result).toMatchObject({ stillThere: 0, missing: 0, again: 0 });
});
