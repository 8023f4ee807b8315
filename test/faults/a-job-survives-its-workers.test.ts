import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { expectKept, openFire, untilQueueWorks } from "./fire/fire.ts";
import type { PaperProcess } from "./fire/processes.ts";
import type { UnderFire } from "./fire/under-fire.ts";

test("I1: a job whose worker was killed twice in the middle of it is done, and has not failed", async (t) => {
  const fire = await openFire(t, { isPlain: true, readers: 5 });
  const [worker] = fire.workers;
  if (!worker) throw new Error("no worker");
  await fire.publisher.posts(1);
  await worker.kill();
  await fire.publisher.posts(1);
  const holder = await fire.hold("lock table event in access exclusive mode");
  for (let deaths = 1; deaths <= 2; deaths++) {
    await worker.start();
    await diesWithTheJob(fire, worker);
  }
  await holder.release();
  await worker.start();
  await eventually("a queue without work", async () => {
    const left = await Promise.all(["wait", "active"].map((list) => listLength(fire, list)));
    return left.every((length) => length === 0) ? true : undefined;
  });
  expect(await fire.redis.ask("ZCARD", `${fire.redisPrefix}:stories:failed`)).toBe(0);
  expect(await fire.redis.ask("ZCARD", `${fire.redisPrefix}:stories:completed`)).toBe(2);
  await expectKept(fire, { onlyRedisFailed: true });
});

test("I1, I3: a worker that slept past its lock wakes to find its job done by another, and does no harm", async (t) => {
  const fire = await openFire(t, { isPlain: true, readers: 5 });
  const [sleeper] = fire.workers;
  if (!sleeper) throw new Error("no worker");
  await fire.publisher.posts(1);
  await sleeper.kill();
  await fire.publisher.posts(1);
  const holder = await fire.hold("lock table event in access exclusive mode");
  await sleeper.start();
  const job = await jobInHand(fire);
  sleeper.pause();
  await fire.redis.ask("DEL", `${fire.redisPrefix}:stories:${job}:lock`);
  await holder.release();
  await fire.addWorker();
  await eventually("the job done by the other", async () => {
    const finishedOn = await fire.redis.ask("ZSCORE", `${fire.redisPrefix}:stories:completed`, job);
    return finishedOn === null ? undefined : true;
  });
  sleeper.resume();
  await fire.publisher.posts(20);
  await untilQueueWorks(fire);
  await expectKept(fire, { onlyRedisFailed: true, healedAt: await fire.heals() });
});

function listLength({ redis, redisPrefix }: UnderFire, list: string): Promise<unknown> {
  return redis.ask("LLEN", `${redisPrefix}:stories:${list}`);
}

/** Waits until a worker has the job in hand, kills it, and lets its lock run out before its time. */
async function diesWithTheJob(fire: UnderFire, worker: PaperProcess): Promise<void> {
  const job = await jobInHand(fire);
  await worker.kill();
  await fire.redis.ask("DEL", `${fire.redisPrefix}:stories:${job}:lock`);
}

function jobInHand({ redis, redisPrefix }: UnderFire): Promise<string> {
  return eventually("a job in hand", async () => {
    const [id] = (await redis.ask("LRANGE", `${redisPrefix}:stories:active`, 0, -1)) as string[];
    const isHeld = id !== undefined && (await redis.ask("EXISTS", `${redisPrefix}:stories:${id}:lock`)) === 1;
    return isHeld ? id : undefined;
  });
}
