import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { addressBlock } from "../../http/callers/address-block.ts";

/** Counts a sign-up from this client address. Seconds to wait; null: it may be taken. */
export type SignUpLimit = (address: string) => Promise<number | null>;

export interface SignUpLimitParts {
  redis: Redis;
  redisPrefix: string;
  /** 0: no limit. */
  perMinute: number;
}

/** Counted in Redis for all servers together; while Redis is away each server counts by itself. */
export function createSignUpLimit({ redis, redisPrefix, perMinute }: SignUpLimitParts): SignUpLimit {
  if (perMinute === 0) return async () => null;
  const counted = { keyPrefix: `${redisPrefix}:sign-ups`, points: perMinute, duration: 60 };
  const limiter = new RateLimiterRedis({
    ...{ storeClient: redis, ...counted, insuranceLimiter: new RateLimiterMemory(counted) },
  });
  return async (address) => {
    try {
      await limiter.consume(addressBlock(address));
      return null;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };
}
