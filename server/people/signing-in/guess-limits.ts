import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { addressBlock } from "../../http/callers/address-block.ts";

/*
 * How many guesses are looked at, counted before anything is hashed: so a thousand of them cost a few, and an account
 * that does not exist is guarded like one that does. Counted in Redis for all servers together; while Redis is away each
 * server counts by itself. What was right is not counted against anybody.
 */

export interface GuessLimits {
  /** Counts a guess about `whom` from this address. Seconds to wait; null: it may be looked at. */
  begin(whom: string, address: string): Promise<number | null>;
  /** That guess was right. */
  wasRight(whom: string, address: string): Promise<void>;
}

export const GUESSES_PER_ACCOUNT = 10;
export const GUESSES_PER_ADDRESS = 20;
const WINDOW_S = 15 * 60;

export function createGuessLimits({ redis, redisPrefix }: { redis: Redis; redisPrefix: string }): GuessLimits {
  const limiter = (name: string, points: number) => {
    const keyPrefix = `${redisPrefix}:guesses:${name}`;
    const counted = { keyPrefix, points, duration: WINDOW_S };
    return new RateLimiterRedis({
      ...{ storeClient: redis, ...counted, insuranceLimiter: new RateLimiterMemory(counted) },
    });
  };
  const byAccount = limiter("account", GUESSES_PER_ACCOUNT);
  const byAddress = limiter("address", GUESSES_PER_ADDRESS);

  return {
    async begin(whom, address) {
      try {
        await byAddress.consume(addressBlock(address));
        await byAccount.consume(keyOf(whom));
        return null;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      }
    },
    async wasRight(whom, address) {
      await Promise.all([byAccount.delete(keyOf(whom)), byAddress.reward(addressBlock(address))]);
    },
  };
}

/** Nobody's e-mail address stands in Redis, and no key is longer for a longer one. */
function keyOf(whom: string): string {
  return createHash("sha256").update(whom).digest("base64url").slice(0, 22);
}
