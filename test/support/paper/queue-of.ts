import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { inject, type TestContext } from "vitest";
import { askRedis } from "../../../core/pipes/redis.ts";
import { within } from "../deadline.ts";
import type { London } from "./start-london.ts";

/** A queue of this paper and the line to it, as anybody who can reach Redis can open it. */
export async function openQueueOf(
  t: TestContext,
  { config }: London,
  name: string,
): Promise<{ queue: Queue; redis: Redis }> {
  const connection = askRedis(inject("redisUrl"));
  const queue = new Queue(name, { connection, prefix: config.redisPrefix, skipVersionCheck: true });
  queue.on("error", () => {});
  t.onTestFinished(async () => {
    await queue.close();
    connection.disconnect();
  });
  await within("the queue", queue.waitUntilReady());
  return { queue, redis: connection };
}
