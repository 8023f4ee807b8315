import { expect, test } from "vitest";
import { cutTail } from "./fire/cut-tail.ts";
import { expectKept, openFire, untilAccepted, untilQueueWorks } from "./fire/fire.ts";
import { lasts } from "./fire/lasts.ts";
import type { UnderFire } from "./fire/under-fire.ts";

test("I9: a Redis that is killed under load, and one that is emptied, cost nothing", async (t) => {
  const fire = await openFire(t, { workers: 2, comingAndGoing: 5 });
  fire.publisher.begins(50);
  await untilAccepted(fire, 50);
  await fire.redis.kill();
  await untilAccepted(fire, 50);
  await fire.redis.start();
  await untilAccepted(fire, 50);
  for (let i = 0; i < 3; i++) {
    await fire.redis.ask("FLUSHALL");
    await fire.redis.ask("SCRIPT", "FLUSH");
    await untilAccepted(fire, 40);
  }
  const healedAt = await fire.heals();
  await fire.publisher.schedules(500);
  await untilQueueWorks(fire);
  await untilAccepted(fire, 30);
  await expectKept(fire, { onlyRedisFailed: true, healedAt });
});

test("I9: a Redis that comes back without the last it was told sends nobody anything twice", async (t) => {
  const fire = await openFire(t);
  fire.publisher.begins(50);
  await untilAccepted(fire, 100);
  const before = await headOf(fire);
  await fire.redis.kill();
  await cutTail(fire.redis, 150);
  fire.lines.workerRedis.cut({ staysCut: true });
  await fire.redis.start();
  expect(await headOf(fire)).toBeLessThan(before);
  fire.lines.workerRedis.heal();
  const healedAt = await fire.heals();
  await untilAccepted(fire, 60);
  await expectKept(fire, { onlyRedisFailed: true, healedAt });
});

test("I9: an idle worker whose Redis was away for 3, 7 and 15 s takes up its work", async (t) => {
  const fire = await openFire(t);
  for (const awayMs of [3_000, 7_000, 15_000]) {
    await fire.publisher.posts(5);
    await fire.redis.kill();
    await lasts(awayMs);
    await fire.redis.start();
    await untilQueueWorks(fire);
  }
  const healedAt = await fire.heals();
  await fire.publisher.posts(5);
  await expectKept(fire, { onlyRedisFailed: true, healedAt });
});

/** How far Redis has come. */
async function headOf({ redis, redisPrefix }: UnderFire): Promise<number> {
  return Number(await redis.ask("HGET", `${redisPrefix}:{wire-news}:head`, "seq"));
}
