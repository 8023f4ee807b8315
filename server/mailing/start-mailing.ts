import type { IncomingMessage } from "node:http";
import { Counter, type Registry } from "prom-client";
import { createMailboxKeys } from "../../core/mailing/mailbox-key.ts";
import { openLetterQueue } from "../../core/pipes/queues/letter-queue.ts";
import { askRedis } from "../../core/pipes/redis.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import type { Assets } from "../http/answers/assets.ts";
import { createAddressLimit } from "../http/callers/address-limit.ts";
import type { OriginCheck } from "../http/callers/origins.ts";
import type { MailReportParts } from "./mail-reports.ts";
import type { MailingParts } from "./mailing-parts.ts";

export interface StartMailingParts {
  config: Config;
  store: Store;
  clock: { now(): number };
  log: Log;
  metrics: Registry;
  closing: Closing;
  assets: Assets;
  isAcceptedOrigin: OriginCheck;
  addressOf: (request: IncomingMessage) => string;
}

/** Wires what readers do with newsletters. */
export function startMailing(parts: StartMailingParts): MailingParts & MailReportParts {
  const { config, store, clock, log, metrics, closing, assets, isAcceptedOrigin, addressOf } = parts;
  const acts = new Counter({
    name: "london_subscriptions_total",
    help: "What readers did with newsletters, by act: asked, confirmed, ended",
    labelNames: ["act"],
    registers: [metrics],
  });
  const reported = new Counter({
    name: "london_mail_reports_total",
    help: "What a mail service reported, by kind",
    labelNames: ["kind"],
    registers: [metrics],
  });
  const redis = askRedis(config.redisUrl);
  closing.add("sign-up limit", () => redis.disconnect());
  const queue = openLetterQueue(config);
  closing.add("letter queue", () => queue.close());
  return {
    ...{ store, clock, log, isAcceptedOrigin, addressOf, reported, press: { site: config.site, assets } },
    keys: createMailboxKeys(config),
    webhookSecret: config.mail.webhookSecret,
    limit: createAddressLimit({
      ...{ redis, redisPrefix: config.redisPrefix, name: "sign-ups", perMinute: config.signUpsPerMinute },
    }),
    wake: () => void queue.announce().catch(() => {}), // workers look by themselves, too
    count: (act) => acts.inc({ act }),
  };
}
