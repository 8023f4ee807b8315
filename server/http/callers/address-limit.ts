import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { addressBlock } from "./address-block.ts";

/** Counts what one address does. Seconds to wait; null: it may. */
export type AddressLimit = (address: string) => Promise<number | null>;

export interface AddressLimitParts {
  redis: Redis;
  redisPrefix: string;
  /** What is counted. */
  name: string;
  /** 0: no limit. */
  perMinute: number;
}

/** Counted in Redis for all servers together; while Redis is away each server counts by itself. */
export function createAddressLimit({ redis, redisPrefix, name, perMinute }: AddressLimitParts): AddressLimit {
  if (perMinute === 0) return async () => null;
  const counted = { keyPrefix: `${redisPrefix}:limit:${name}`, points: perMinute, duration: 60 };
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
