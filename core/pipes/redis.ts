import { Redis } from "ioredis";

/*
 * Redis carries and may be lost. Three ways to speak to it, each with its own patience:
 *   asking     fails at once when Redis is away: nobody waits for a queue of commands that may be stale later
 *   working    BullMQ's worker: blocks for jobs, waits for Redis for ever
 *   listening  the subscriber: back within half a second, and asks the store for what it missed
 */

const shared = {
  retryStrategy: (attempt: number) => Math.min(50 * attempt, 500),
  connectTimeout: 3_000,
  keepAlive: 10_000,
};

/** For commands whose answer is wanted now or not at all. */
export function askRedis(url: string): Redis {
  return quiet(
    new Redis(url, { ...shared, enableOfflineQueue: false, commandTimeout: 2_000, maxRetriesPerRequest: 0 }),
  );
}

/** Resolves when it can be asked, or after a moment: whoever starts while Redis is away goes on without it. */
export function connected(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 2_000);
    redis.once("ready", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** For BullMQ's worker. */
export function workOnRedis(url: string): Redis {
  return quiet(new Redis(url, { ...shared, maxRetriesPerRequest: null }));
}

/** For a subscription that its owner renews on every `ready`. */
export function listenToRedis(url: string): Redis {
  return quiet(
    new Redis(url, { ...shared, autoResubscribe: false, enableOfflineQueue: false, maxRetriesPerRequest: null }),
  );
}

/** A lost connection is reported by the command that needed it; without a listener it would end the process. */
function quiet(redis: Redis): Redis {
  redis.on("error", () => {});
  return redis;
}
