import { expect, type TestContext } from "vitest";
import { openStoryQueue } from "../../../core/pipes/queues/story-queue.ts";
import { eventually } from "../../support/deadline.ts";
import { createDatabase } from "../../support/paper/london-database.ts";
import { tell } from "../checker/checker.ts";
import type { History } from "../checker/history.ts";
import type { Proof } from "../checker/proof.ts";
import { type FireOptions, startUnderFire, type UnderFire } from "./under-fire.ts";

/** A paper under fire for one test, gone when it is over. On the run's PostgreSQL, unless the test needs its own. */
export async function openFire(
  t: TestContext,
  options: FireOptions & { ownsPostgres?: boolean } = {},
): Promise<UnderFire> {
  const { ownsPostgres = false, ...rest } = options;
  const fire = await startUnderFire(ownsPostgres ? rest : { ...rest, databaseUrl: await createDatabase(t) });
  t.onTestFinished(() => fire.close());
  return fire;
}

/** Of releases, where tests share two busy cores; what a quiet machine keeps is in the checker. */
const BUSY_RELEASE_P99_MS = 3_000;

/** The promise was kept: everything accepted is with everybody, once, in order, and nothing else. */
export async function expectKept(fire: UnderFire, more: Partial<History> = {}): Promise<Proof> {
  const proof = await fire.proof({ releaseP99Ms: BUSY_RELEASE_P99_MS, ...more });
  expect(tell(proof.violations)).toBe("");
  return proof;
}

/** So many more publishes were accepted than there are now. */
export async function untilAccepted({ publisher }: UnderFire, more: number): Promise<void> {
  const enough = publisher.accepted() + more;
  await eventually(`${enough} accepted`, () => (publisher.accepted() >= enough ? true : undefined));
}

/** Adds so many wake-ups to the queue. */
export async function wakeUp({ redis, redisPrefix }: UnderFire, times: number): Promise<void> {
  const queue = openStoryQueue({ redisUrl: redis.url, redisPrefix });
  const announce = () => queue.announce({ wire: "news", seq: null });
  const isConnected = () =>
    announce().then(
      () => true,
      () => undefined,
    );
  try {
    await eventually("a queue that takes a wake-up", isConnected);
    await Promise.all(Array.from({ length: times - 1 }, announce));
  } finally {
    await queue.close();
  }
}

/** Wake-ups are taken from the queue: without that the sweeper would bring the news all the same, and hide it. */
export async function untilQueueWorks(fire: UnderFire): Promise<void> {
  const { redis, redisPrefix } = fire;
  await wakeUp(fire, 1);
  await eventually("a worker that takes all that waits", async () => {
    const lists = ["wait", "active"].map((list) => redis.ask("LLEN", `${redisPrefix}:stories:${list}`));
    return (await Promise.all(lists)).every((length) => length === 0) ? true : undefined;
  });
  expect(await redis.ask("ZCARD", `${redisPrefix}:stories:failed`)).toBe(0);
}
