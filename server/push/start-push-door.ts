import type { IncomingMessage } from "node:http";
import { askRedis } from "../../core/pipes/redis.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { createAddressLimit } from "../http/callers/address-limit.ts";
import type { SubscriptionParts } from "./keep-subscriptions.ts";
import { createSubscriptionSchemas } from "./subscription-schema.ts";

export interface PushDoorParts {
  config: Config;
  store: Store;
  closing: Closing;
  addressOf: (request: IncomingMessage) => string;
}

/** What devices that sign up for alerts need of a server. */
export function startPushDoor({ config, store, closing, addressOf }: PushDoorParts): SubscriptionParts {
  const { vapid, pushHosts, site, redisUrl, redisPrefix, signUpsPerMinute } = config;
  const redis = askRedis(redisUrl);
  closing.add("limit of devices", () => redis.disconnect());
  return {
    ...{ store, vapid, addressOf },
    schemas: createSubscriptionSchemas({ pushHosts, sections: site.sections }),
    limit: createAddressLimit({ redis, redisPrefix, name: "devices", perMinute: signUpsPerMinute }),
  };
}
