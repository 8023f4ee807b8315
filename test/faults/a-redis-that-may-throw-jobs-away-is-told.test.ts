import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchEviction } from "../../workers/watch-eviction.ts";
import { eventually } from "../support/deadline.ts";
import { memoryLog } from "../support/paper/memory-log.ts";
import { createEnds, ownRedis } from "./fire/own-stores.ts";

test("O7: a worker tells of a Redis that would throw keys away, whenever it meets it, until it is set right", async (t) => {
  const ends = createEnds();
  t.onTestFinished(() => ends.close());
  const folder = await mkdtemp(join(tmpdir(), "london-daily-eviction-"));
  ends.add("folder", () => rm(folder, { recursive: true, force: true }));
  const redis = await ownRedis(folder, ends.add);
  const { log, lines } = memoryLog();
  const watch = watchEviction({ redisUrl: redis.url, log });
  ends.add("watch", () => watch.close());

  for (const policy of ["allkeys-lru", "noeviction", "volatile-ttl"]) {
    await redis.ask("CONFIG", "SET", "maxmemory-policy", policy);
    await eventually(`${policy} noticed`, async () => {
      await redis.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      return watch.mayEvict() === (policy !== "noeviction") || undefined;
    });
  }
  const told = "error: Redis may throw away jobs when it is full: set maxmemory-policy to noeviction";
  expect(lines).toEqual([told, told]);
});
