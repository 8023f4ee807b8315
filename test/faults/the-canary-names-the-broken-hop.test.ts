import { expect, type TestContext, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import type { UnderFire } from "./fire/under-fire.ts";
import { openWatchedPaper, untilCanaryIs, waitingJobs } from "./fire/watch-canary.ts";

/*
 * The promise is 15 s to red and 5 s back to green. Red is due after 10 s, so what is left is for two busy cores that
 * several papers share and that do not come to look at once; to green a test adds that time.
 */
const RED_WITHIN_MS = 15_000;
const GREEN_WITHIN_MS = 5_000;
const BUSY_MS = 4_000;

interface Fault {
  /** What is told of it. */
  hop: string;
  breaks(fire: UnderFire): Promise<unknown> | unknown;
  /** What holds while it is red. */
  meanwhile?(fire: UnderFire): Promise<void>;
  /** Resolves when what was broken works again. */
  heals(fire: UnderFire): Promise<unknown> | unknown;
}

async function expectNamed(t: TestContext, fire: UnderFire, { hop, breaks, meanwhile, heals }: Fault): Promise<void> {
  expect(await untilCanaryIs(fire, true)).toMatchObject({ told: null });
  await breaks(fire);
  const brokenMs = performance.now();
  const red = await untilCanaryIs(fire, false);
  expect(red.told).toBe(`canary: ${hop}`);
  expect(red.atMs - brokenMs).toBeLessThan(RED_WITHIN_MS);
  await meanwhile?.(fire);
  await heals(fire);
  const healedMs = performance.now();
  const green = await untilCanaryIs(fire, true);
  expect(green.told).toBeNull();
  expect(green.atMs - healedMs).toBeLessThan(GREEN_WITHIN_MS + BUSY_MS);
  await eventually("no work that waits", async () => ((await waitingJobs(fire)) === 0 ? true : undefined));
  const [redAfter, greenAfter] = [red.atMs - brokenMs, green.atMs - healedMs].map((ms) => (ms / 1_000).toFixed(1));
  await t.annotate(`${hop}: red after ${redAfter} s, green ${greenAfter} s after the fault was healed`);
}

test.concurrent("I16: a worker that is killed, and one that stands still, is named, and its work waits for no idle one", async (t) => {
  const fire = await openWatchedPaper(t);
  const [worker] = fire.workers;
  if (!worker) throw new Error("no worker");
  await expectNamed(t, fire, {
    hop: "worker",
    breaks: () => worker.kill(),
    meanwhile: async () => expect(await waitingJobs(fire)).toBeLessThanOrEqual(7), // they do not pile up
    heals: () => worker.start(),
  });
  await expectNamed(t, fire, { hop: "worker", breaks: worker.pause, heals: worker.resume });
});

test.concurrent("I16: a Redis that is killed, a subscription that is cut though readers get the news, and a refusal to publish have their names", async (t) => {
  const fire = await openWatchedPaper(t, { readers: 2 });
  const { redis } = fire;
  await expectNamed(t, fire, { hop: "queue", breaks: redis.kill, heals: redis.start });
  await expectNamed(t, fire, {
    hop: "channel",
    breaks: async () => {
      await redis.ask("ACL", "SETUSER", "default", "-subscribe");
      await redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
    },
    meanwhile: async ({ publisher, fleet, wire }) => {
      await publisher.posts(3);
      const { epoch, top } = await wire();
      await fleet.hasReached(epoch, top);
    },
    heals: () => redis.ask("ACL", "SETUSER", "default", "+subscribe"),
  });
  await expectNamed(t, fire, {
    hop: "fan-out",
    breaks: () => redis.ask("ACL", "SETUSER", "default", "-publish"),
    heals: () => redis.ask("ACL", "SETUSER", "default", "+publish"),
  });
});

test.concurrent("I16: a PostgreSQL that is blocked, and one that says nothing, is the store's", async (t) => {
  const fire = await openWatchedPaper(t);
  let release = async (): Promise<void> => {};
  await expectNamed(t, fire, {
    hop: "store",
    breaks: async () => {
      ({ release } = await fire.hold("lock table event in access exclusive mode"));
    },
    heals: () => release(),
  });
  const lines = [fire.lines.serverStore, fire.lines.workerStore];
  await expectNamed(t, fire, {
    hop: "store",
    breaks: () => lines.forEach((line) => void line.blackHole()),
    heals: () => lines.forEach((line) => void line.heal()),
  });
});
