import { expect, test } from "vitest";
import { showRollout, tellRollout } from "./rollout/show-rollout.ts";

/* The short form of `npm run deploy:drill`: one rolling restart, fewer readers. What a quiet machine adds is in docs/experiments. */

test("O3, I2, I3, I15: every server and worker is replaced under load, and readers of our own client have everything once", {
  timeout: 180_000,
}, async (t) => {
  const size = { servers: 2, workers: 1, readers: 200, perSecond: 5 };
  const result = await showRollout({ ...size, rounds: 1, calmMs: 2_000 });
  expect(result.ours).toMatchObject({ live: 200, missing: 0, again: 0, disordered: 0 });
  expect(result.stories).toBeGreaterThan(25);
  expect(result.stock.arrivals).toBeGreaterThan(0);
  await t.annotate(tellRollout(result));
});
