import { expect, test } from "vitest";
import { expectKept, openFire, untilAccepted, wakeUp } from "./fire/fire.ts";

test("I1, I2: a worker that is killed again and again in the middle of its work loses and doubles nothing", async (t) => {
  const fire = await openFire(t, { comingAndGoing: 5 });
  const [worker] = fire.workers;
  fire.publisher.begins(60);
  for (let kills = 0; kills < 4; kills++) {
    await untilAccepted(fire, 10 + Math.floor(Math.random() * 60));
    await worker?.kill();
    await worker?.start({ isAwaited: kills % 2 === 0 });
  }
  const healedAt = await fire.heals();
  await untilAccepted(fire, 60);
  const { figures } = await expectKept(fire, { onlyRedisFailed: true, healedAt });
  expect(figures.events).toBeGreaterThan(100);
});

test("I3, I4: a worker that is stopped for a while goes on, and three that race for doubled jobs do nothing twice", async (t) => {
  const fire = await openFire(t, { workers: 2 });
  const [first, second] = fire.workers;
  fire.publisher.begins(60);
  await untilAccepted(fire, 60);
  first?.pause();
  await untilAccepted(fire, 120);
  second?.pause();
  await untilAccepted(fire, 60);
  first?.resume();
  await untilAccepted(fire, 60);
  second?.resume();
  await wakeUp(fire, 100);
  await fire.addWorker();
  const healedAt = await fire.heals();
  await untilAccepted(fire, 120);
  await expectKept(fire, { onlyRedisFailed: true, healedAt });
});
