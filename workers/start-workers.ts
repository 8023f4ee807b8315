import type { Clock } from "../core/clock.ts";
import type { WireName } from "../core/news/wire-event.ts";
import { openQueues } from "../core/pipes/queues/queues.ts";
import { takeWakeUps } from "../core/pipes/queues/story-queue.ts";
import { openWirePublisher } from "../core/pipes/wire-channel.ts";
import { type Closing, createClosing } from "../core/process/closing.ts";
import { healthOf, serveWatch, waitingFor } from "../core/process/health.ts";
import type { Log } from "../core/process/log.ts";
import { createMetrics } from "../core/process/metrics.ts";
import type { Config } from "../core/settings/config.ts";
import { followStoreClock } from "../core/store/clock.ts";
import { connectStore, type Store } from "../core/store/connect.ts";
import { untilMigrated } from "../core/store/migrated.ts";
import { recordQueuedStory } from "../core/store/wire/receipts.ts";
import { recordStages } from "../core/store/wire/stage-recorder.ts";
import { carryCanary } from "./carry-canary.ts";
import { createFanOut, type FanOut, type FanOutParts as FanOutOf } from "./fan-out.ts";
import { startInbox } from "./inbox/start-inbox.ts";
import { startLetters } from "./letters/start-letters.ts";
import { startMailing } from "./mailing/start-mailing.ts";
import { startNarration } from "./narration/start-narration.ts";
import { startOutgoing } from "./outgoing/start-outgoing.ts";
import { startPush } from "./push/start-push.ts";
import { releaseDue } from "./release-due.ts";
import { startSweeper } from "./sweep.ts";
import { exportQueues } from "./watch/queue-export.ts";
import { countPublished, watchWorker } from "./watch/worker-metrics.ts";
import { watchEviction } from "./watch-eviction.ts";

export interface RunningWorkers {
  metricsPort: number;
  close(): Promise<void>;
  /** Settles the mails in hand first. */
  drain(): Promise<void>;
}

/** Wires one worker process. Any number may run: each does all there is to do, and none does it twice. */
export async function startWorkers(config: Config, log: Log): Promise<RunningWorkers> {
  const closing = createClosing((name, failure) => log.error({ err: failure, name }, "could not close"));
  const metrics = createMetrics("worker");

  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 5, name: "london-worker", metrics });
  closing.add("store", () => store.destroy());
  const place = { port: config.metricsPort, host: config.metricsHost, metrics };
  await untilMigrated(store, log, (waitsFor) => serveWatch({ ...place, health: () => waitingFor(waitsFor()) }));
  const clock = await followStoreClock(store, log);
  closing.add("clock", () => clock.close());

  const outgoing = startOutgoing({ config, clock, log, metrics, closing });
  const count = countPublished(metrics, clock, log);
  const { fanOut: news, isRedisUp } = await startFanOut({
    ...{ ...config, store, clock, closing, wire: "news" },
    onPublished: (events) => {
      count(events);
      outgoing.wake();
    },
    onNewEpoch: (oldEpoch) => log.error({ oldEpoch }, "the wire's history was cut: it has a new epoch now"),
  });
  await news.beat().catch(() => {}); // an empty Redis is set to the wire's top before there is anything to publish
  const release = () => releaseDue(store, "news", config.site.publicUrl, news.head());
  const sweeper = startSweeper({ releaseDue: release, fanOut: news.run, beat: news.beat, log });
  closing.add("sweeper", () => sweeper.close());
  watchWorker(metrics, { fanOut: news, isWayOpen: sweeper.isWell, isRedisUp });
  const canary = config.hasCanary ? await startCanary({ ...config, store, clock, closing }) : null;

  const queue = takeWakeUps(
    config,
    async ({ wire, seq, story }) => {
      if (wire === "canary") return void (await canary?.carry(seq));
      const takenAt = clock.now();
      if (seq === null) await release();
      await news.run();
      if (story !== undefined) await recordQueuedStory(store, story, takenAt);
    },
    (failure, job) => log.warn({ err: failure, job: job?.id }, "a wake-up failed; the sweeper goes on"),
  );
  closing.add("queue", () => queue.close());

  const eviction = watchEviction({ ...config, log });
  closing.add("eviction watch", () => eviction.close());
  startNarration({ config, log, metrics, closing });
  startPush({ config, clock, log, metrics, closing });
  startInbox({ config, log, metrics, closing });
  await startLetters({ config, clock, log, metrics, closing });
  const mailing = await startMailing({
    ...{ config, clock, log, metrics, closing, seen: news.head },
    onStarted: () => news.run(),
  });
  const queues = openQueues(config);
  closing.add("queues", () => queues.close());
  const watch = await serveWatch({
    ...place,
    more: exportQueues(queues.all, clock),
    health: () => healthOf({ started: true }, { way: !sweeper.isWell(), eviction: eviction.mayEvict() }),
  });
  closing.add("watch", () => watch.close());
  log.info({ metricsPort: watch.port }, "worker started");
  const drain = async () => {
    await mailing.finish();
    await closing.close();
  };
  return { metricsPort: watch.port, close: closing.close, drain };
}

interface WireParts {
  store: Store;
  clock: Clock;
  redisUrl: string;
  redisPrefix: string;
  closing: Closing;
}

interface FanOutParts extends WireParts {
  wire: WireName;
  onPublished: FanOutOf["onPublished"];
  onNewEpoch: (oldEpoch: string) => void;
}

/** One wire's way from the store to its channel. */
async function startFanOut({
  onPublished,
  onNewEpoch,
  ...parts
}: FanOutParts): Promise<{ fanOut: FanOut; isRedisUp: () => boolean }> {
  const { store, closing, wire } = parts;
  const publisher = await openWirePublisher(parts);
  closing.add(`${wire} publisher`, () => publisher.close());
  const fannedOut = recordStages({ ...parts, stage: "fanned_out" });
  closing.add(`${wire} stages`, () => fannedOut.close());
  const fanOut = createFanOut({
    ...{ store, publisher, wire, onNewEpoch },
    onPublished: (events) => {
      onPublished(events);
      for (const { seq } of events) fannedOut.saw(seq);
    },
  });
  return { fanOut, isRedisUp: publisher.isUp };
}

/** The canary's wire, by the same functions. What becomes of it is watched by the servers, so nothing is reported here. */
async function startCanary(parts: WireParts) {
  const { fanOut } = await startFanOut({ ...parts, wire: "canary", onPublished: () => {}, onNewEpoch: () => {} });
  const taken = recordStages({ ...parts, wire: "canary", stage: "taken" });
  parts.closing.add("canary jobs", () => taken.close());
  const canary = carryCanary({ fanOut, taken });
  parts.closing.add("canary", () => canary.close());
  return canary;
}
