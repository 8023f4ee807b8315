import { Counter, type Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import { openWebhookQueue, takeWebhooks } from "../../core/pipes/queues/webhook-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Config } from "../../core/settings/config.ts";
import { connectStore } from "../../core/store/connect.ts";
import { takeDueWebhooks } from "../../core/store/webhooks/deliveries.ts";
import { keepHubs } from "../../core/store/webhooks/keep-webhooks.ts";
import { type DeliverParts, deliver } from "./deliver.ts";
import { createGuardedPost } from "./guarded-post.ts";

const LOOK_EVERY_MS = 1_000;
/** A burst on the wire is one look. */
const GATHER_MS = 25;
/** Shorter than a lease (core/store/webhooks/deliveries.ts). */
const TIMEOUT_MS = 7_000;

export interface OutgoingParts {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Registry;
  closing: Closing;
}

export interface Outgoing {
  /** There is something new on the wire. */
  wake(): void;
}

/** Tells others' programs: webhooks and hubs. Everything is apart from the fan-out: connections, queue, timer. */
export function startOutgoing({ config, clock, log, metrics, closing }: OutgoingParts): Outgoing {
  const told = new Counter({
    name: "london_webhooks_total",
    help: "Messages to webhooks and pings of hubs that were acknowledged, and attempts in vain",
    labelNames: ["kind", "outcome"],
    registers: [metrics],
  });
  for (const outcome of ["told", "failed"]) told.inc({ kind: "events", outcome }, 0); // so that a first one is seen to rise
  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 3, name: "london-outgoing", metrics });
  const queue = openWebhookQueue(config);
  const ending = new AbortController();
  const parts: DeliverParts = {
    ...{ store, clock, site: config.site, ending: ending.signal },
    guarded: createGuardedPost({ privateAddresses: config.outgoingPrivateAddresses, timeoutMs: TIMEOUT_MS }),
    onTold: ({ id, kind, attempts }) => {
      told.inc({ kind, outcome: "told" });
      if (attempts > 0) log.info({ webhook: id }, "a webhook's receiver takes what it is sent again");
    },
    onFailure: ({ id, kind, attempts }, reason, state) => {
      told.inc({ kind, outcome: "failed" });
      if (state === "disabled") log.error({ webhook: id, reason }, "a webhook is disabled: its receiver takes nothing");
      else if (attempts === 0) log.warn({ webhook: id, reason }, "a webhook's receiver does not take what it is sent");
    },
  };
  const worker = takeWebhooks(
    config,
    (id) => deliver(parts, id),
    (failure, job) => log.warn({ err: failure, job: job?.id }, "the job of a webhook failed"),
  );

  let hasHubs = false;
  const look = async (): Promise<void> => {
    if (!hasHubs) await keepHubs(store, config.websubHubs);
    hasHubs = true;
    const due = await takeDueWebhooks(store);
    if (due.length > 0) await queue.announce(due);
  };
  let isWell = true;
  let looking = Promise.resolve();
  const lookAndTell = (): Promise<void> => {
    looking = look().then(
      () => {
        isWell = true;
      },
      (failure: unknown) => {
        if (isWell) log.warn({ err: failure }, "no webhook can be told at the moment; trying on");
        isWell = false;
      },
    );
    return looking;
  };
  const stop = repeat(LOOK_EVERY_MS, lookAndTell);
  let soon: NodeJS.Timeout | undefined;
  closing.add("outgoing", async () => {
    clearTimeout(soon);
    ending.abort();
    await stop();
    await looking;
    await worker.close();
    await queue.close();
    await store.destroy();
  });
  return {
    wake: () => {
      if (ending.signal.aborted) return;
      soon ??= setTimeout(() => {
        soon = undefined;
        void lookAndTell();
      }, GATHER_MS);
    },
  };
}
