import { Counter } from "prom-client";
import { createClosing } from "../core/closing.ts";
import type { Config } from "../core/config.ts";
import { healthOf, serveWatch } from "../core/health.ts";
import type { Log } from "../core/log.ts";
import { createMetrics } from "../core/metrics.ts";
import { takeWakeUps } from "../core/pipes/story-queue.ts";
import { openWirePublisher } from "../core/pipes/wire-channel.ts";
import { followStoreClock } from "../core/store/clock.ts";
import { connectStore } from "../core/store/connect.ts";
import { recordStages } from "../core/store/stage-recorder.ts";
import { createFanOut } from "./fan-out.ts";
import { releaseDue } from "./release-due.ts";
import { startSweeper } from "./sweep.ts";

export interface RunningWorkers {
  metricsPort: number;
  close(): Promise<void>;
}

/** Wires one worker process. Any number may run: each does all there is to do, and none does it twice. */
export async function startWorkers(config: Config, log: Log): Promise<RunningWorkers> {
  const closing = createClosing((name, failure) => log.error({ err: failure, name }, "could not close"));
  const wire = "news";
  const metrics = createMetrics("worker");
  const published = new Counter({
    name: "london_events_published_total",
    help: "Events put on the Redis channel",
    registers: [metrics],
  });

  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 5, name: "london-worker" });
  closing.add("store", () => store.destroy());
  const clock = await followStoreClock(store, log);
  closing.add("clock", () => clock.close());
  const publisher = await openWirePublisher({ ...config, wire });
  closing.add("publisher", () => publisher.close());
  const fannedOut = recordStages({ store, clock, wire, stage: "fanned_out" });
  closing.add("stages", () => fannedOut.close());

  const fanOut = createFanOut({
    store,
    publisher,
    wire,
    onPublished: (firstSeq, lastSeq) => {
      published.inc(lastSeq - firstSeq + 1);
      for (let seq = firstSeq; seq <= lastSeq; seq++) fannedOut.saw(seq);
    },
    onNewEpoch: (oldEpoch) => log.error({ oldEpoch }, "the wire's history was cut: it has a new epoch now"),
  });
  await fanOut.beat().catch(() => {}); // an empty Redis is set to the wire's top before there is anything to publish
  const release = () => releaseDue(store, wire, config.site.publicUrl, fanOut.head());

  const sweeper = startSweeper({ releaseDue: release, fanOut: fanOut.run, beat: fanOut.beat, log });
  closing.add("sweeper", () => sweeper.close());
  const queue = takeWakeUps(
    config,
    async ({ seq }) => {
      if (seq === null) await release();
      await fanOut.run();
    },
    (failure, job) => log.warn({ err: failure, job: job?.id }, "a wake-up failed; the sweeper goes on"),
  );
  closing.add("queue", () => queue.close());

  const watch = await serveWatch({
    port: config.metricsPort,
    host: config.metricsHost,
    metrics,
    health: () => healthOf({ started: true }, { way: !sweeper.isWell() }),
  });
  closing.add("watch", () => watch.close());
  log.info({ metricsPort: watch.port }, "worker started");
  return { metricsPort: watch.port, close: closing.close };
}
