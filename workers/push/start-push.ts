import { randomUUID } from "node:crypto";
import { Counter, type Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import { PUSH_WAITS_MS } from "../../core/news/push.ts";
import { openPushQueue, takePushes } from "../../core/pipes/queues/push-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Config } from "../../core/settings/config.ts";
import { connectStore } from "../../core/store/connect.ts";
import {
  AIMING_MS,
  aimPushes,
  claimPushes,
  recordPushes,
  restOrigin,
  settlePushes,
  trimPushes,
} from "../../core/store/push/push-targets.ts";
import { openPushLines } from "./post-push.ts";
import { sendPushes } from "./send-pushes.ts";

const LOOK_EVERY_MS = 250;
const TRIM_EVERY_MS = 10 * 60_000;
const SILENT_MS = 10_000;

export interface PushParts {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Registry;
  closing: Closing;
}

/** Pushes alerts to devices, apart from the fan-out: connections, queue and timer of its own. */
export function startPush({ config, clock, log, metrics, closing }: PushParts): void {
  const { vapid, pushHosts: hosts, databaseUrl } = config;
  const pushes = new Counter({
    name: "london_pushes_total",
    help: "Pushes to devices, by what came of them; waiting: an attempt that is made again",
    labelNames: ["outcome"],
    registers: [metrics],
  });
  for (const outcome of ["sent", "failed"]) pushes.inc({ outcome }, 0); // so that a first one is seen to rise
  const store = connectStore({ databaseUrl, poolSize: 4, name: "london-push", silentMs: 2 * AIMING_MS, metrics });
  const worker = randomUUID();
  const refusals = new Set<string>();
  const lines = openPushLines({ vapid, hosts, clock, silentMs: SILENT_MS });
  const sender = sendPushes({
    claim: async (limit) => {
      const claimed = await claimPushes(store, worker, limit);
      return claimed.length > 0 || !(await settle()) ? claimed : claimPushes(store, worker, limit);
    },
    record: (outcomes) => recordPushes(store, worker, outcomes),
    rest: (origin, restMs) => restOrigin(store, origin, restMs),
    ...{ lines, silentMs: SILENT_MS, now: clock.now },
    onOutcome: ({ storyId, state, said }) => {
      pushes.inc({ outcome: state });
      if (state === "failed" && !refusals.has(said)) log.warn({ storyId, said }, "pushes are refused, said once");
      if (state === "failed") refusals.add(said);
    },
  });
  const queue = openPushQueue(config);
  const taken = takePushes(config, sender.run, (failure, job) =>
    log.warn({ err: failure, job: job?.id }, "a wake-up for pushes failed; the next look goes on"),
  );

  /** Whether rows were put aside, so that others come to the front. */
  async function settle(): Promise<boolean> {
    const settled = await settlePushes(store);
    for (const { state, count } of settled) if (state !== "waiting") pushes.inc({ outcome: state }, count);
    return settled.length > 0;
  }

  async function trimSometimes(): Promise<void> {
    if (performance.now() - trimmedAtMs < TRIM_EVERY_MS) return;
    await trimPushes(store);
    trimmedAtMs = performance.now();
  }

  let isWell = true;
  let trimmedAtMs = Number.NEGATIVE_INFINITY;
  const trying = (act: () => Promise<void>) => async () => {
    try {
      await act();
      isWell = true;
    } catch (failure) {
      if (isWell) log.warn({ err: failure }, "nothing can be pushed at the moment; trying on");
      isWell = false;
    }
  };
  // Apart, so that a correction is aimed while a push service keeps the sending waiting.
  const stopAiming = repeat(
    LOOK_EVERY_MS,
    trying(async () => {
      const made = await aimPushes(store);
      if (made > 0) await queue.announce(made, PUSH_WAITS_MS).catch(() => {}); // each worker's own look finds them, too
      await trimSometimes();
    }),
  );
  const stopSending = repeat(LOOK_EVERY_MS, trying(sender.run));
  closing.add("push", async () => {
    await Promise.all([stopAiming(), sender.close()]);
    await Promise.all([stopSending(), taken.close(), queue.close()]);
    lines.close();
    await store.destroy();
  });
}
