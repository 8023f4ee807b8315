import { askRedis } from "../core/pipes/redis.ts";
import type { Log } from "../core/process/log.ts";

export interface EvictionWatch {
  /** Whether Redis, when it is full, throws keys away instead of refusing what is new. */
  mayEvict(): boolean;
  close(): void;
}

/**
 * Asks Redis, whenever it is there (again), what it does when it is full. With any policy but `noeviction` it throws away
 * what BullMQ needs, in pieces: a list without its jobs is worse than no list. Nothing of the news is lost by it, so the
 * worker goes on and says so.
 */
export function watchEviction({ redisUrl, log }: { redisUrl: string; log: Log }): EvictionWatch {
  const redis = askRedis(redisUrl);
  let policy = "noeviction";

  async function ask(): Promise<void> {
    const memory = await redis.info("memory").catch(() => ""); // away again: the next `ready` asks
    const found = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? policy;
    if (found !== policy && found !== "noeviction") {
      log.error({ policy: found }, "Redis may throw away jobs when it is full: set maxmemory-policy to noeviction");
    }
    policy = found;
  }
  redis.on("ready", () => void ask());
  return { mayEvict: () => policy !== "noeviction", close: () => redis.disconnect() };
}
