import { expect, test } from "vitest";
import { tell } from "./checker/checker.ts";
import { showComposed } from "./composed/show-composed.ts";

/*
 * The short form of `npm run drill -- compose`, which kills PostgreSQL as well: two of each instead of three servers and
 * four workers, because each costs a second of two busy cores to start.
 */

test("O2, I2, I16: the compose file's own processes, spread by HAProxy, lose nothing when one of a kind is killed, and the canary names the hop that broke", {
  timeout: 180_000,
}, async (t) => {
  const size = { servers: 2, workers: 2, mix: { steady: 20, stream: 5, polling: 5 }, perSecond: 5 };
  const { kills, spread, proof, refused } = await showComposed({ ...size, stores: ["redis"] });
  expect(spread.filter((readers) => readers < 5)).toEqual([]);
  expect(tell(proof.violations)).toBe("");
  expect(kills.map(({ what }) => what)).toEqual(["a worker", "a server", "haproxy", "redis"]);
  expect(kills.at(-1)).toMatchObject({ hop: "queue" });
  expect(kills.at(-1)?.afterMs).toBeLessThan(15_000);
  expect(refused).toEqual([]);
  await t.annotate(kills.map(({ what, hop, afterMs }) => `${what}: ${hop ?? "-"} ${afterMs} ms`).join(", "));
});
