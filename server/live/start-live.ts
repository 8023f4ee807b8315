import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Counter, Gauge, type Registry } from "prom-client";
import { type Clock, timeText } from "../../core/clock.ts";
import type { Closing } from "../../core/closing.ts";
import type { Log } from "../../core/log.ts";
import type { WireEvent } from "../../core/news/wire-event.ts";
import type { Beat } from "../../core/pipes/live-events.ts";
import { listen } from "../../core/pipes/wire-channel.ts";
import type { Store } from "../../core/store/connect.ts";
import { recordReach } from "../../core/store/receipts.ts";
import { beginNewEpoch, readAfter, readNewest, readSnapshot } from "../../core/store/wire.ts";
import { acceptReaders, type Door } from "./accept-readers.ts";
import { createAdmission } from "./admission.ts";
import { drainReaders } from "./drain-readers.ts";
import { followWire, type WireFollower } from "./follow-wire.ts";
import type { JoinParts } from "./join-wire.ts";
import { createPump, type Pump } from "./pump.ts";
import { countReach } from "./reach.ts";
import { retractionIn } from "./ring.ts";
import { createSnapshots } from "./snapshots.ts";
import { createStorePages } from "./store-pages.ts";
import { createWireLog } from "./wire-log.ts";

const BEAT_NOW_MS = 250;
const RETURNING_PER_SECOND = 1_500;

export interface LiveParts {
  store: Store;
  clock: Clock;
  redisUrl: string;
  redisPrefix: string;
  readersPerAddress: number;
  isAcceptedOrigin: (origin: string | undefined) => boolean;
  addressOf: (request: IncomingMessage) => string;
  metrics: Registry;
  log: Log;
  closing: Closing;
  /** Each new event, in order, before any reader gets it. */
  onEvent: (event: WireEvent) => void;
  onNewEpoch: () => void;
}

/** The way out, wired: from the channel to every reader. */
export interface Live {
  wire: WireFollower;
  pump: Pump;
  door: Door;
  join: JoinParts;
  retryAfterMs: () => number;
  isStalled: () => boolean;
  /** Lets nobody in and sends every reader elsewhere. */
  drain(): Promise<void>;
}

export async function startLive(parts: LiveParts): Promise<Live> {
  const { store, clock, metrics, log, closing } = parts;
  const name = "news";
  const received = new Counter({ name: "london_events_received_total", help: "Events taken in", registers: [metrics] });
  const slow = new Counter({ name: "london_readers_closed_slow_total", help: "Readers closed", registers: [metrics] });

  const wire = await followWire({
    readNewest: (limit) => readNewest(store, name, limit),
    readAfter: (after, limit) => readAfter(store, name, after, limit),
    beginNewEpoch: async (old, seen) => {
      if (await beginNewEpoch(store, name, old, seen)) log.error({ old }, "the wire's history was cut");
    },
    onEntry: (entry) => {
      received.inc();
      wireLog.forget();
      const retraction = retractionIn(entry);
      snapshots.forget(retraction);
      if (retraction) older.forget();
      parts.onEvent(entry.event);
      reach.fannedOut(entry, pump.readers().size);
      pump.wake();
    },
    onNewEpoch: () => {
      log.error({ epoch: wire.ring().epoch }, "the wire has a new epoch: every reader starts anew");
      wireLog.forget();
      snapshots.forget();
      older.forget();
      parts.onNewEpoch();
      for (const reader of pump.readers()) reader.outlet.close();
    },
  });
  closing.add("wire", () => wire.close());

  const older = createStorePages(
    (after, limit) => readAfter(store, name, after, limit),
    () => pump.wake(),
  );
  const wireLog = createWireLog(wire.ring, older);
  const snapshots = createSnapshots(() => readSnapshot(store, name));
  const pump = createPump({ wire: wireLog, beat: beatOf(wire, clock), onSlow: () => slow.inc() });
  closing.add("pump", () => pump.close());
  const server = randomUUID();
  const reach = countReach({ clock, write: (counts) => recordReach(store, name, server, counts) });
  closing.add("reach", () => reach.close());
  new Gauge({
    name: "london_readers",
    help: "Open readers",
    registers: [metrics],
    collect() {
      this.set(pump.readers().size);
    },
  });

  const admission = createAdmission();
  closing.add("admission", () => admission.close());
  const retryAfterMs = (): number => Math.max(500, Math.ceil((pump.readers().size / RETURNING_PER_SECOND) * 1_000));
  const join = { wire, wireLog, snapshots };
  const door = acceptReaders({ ...parts, ...join, pump, reach, admission, retryAfterMs });
  closing.add("door", () => door.close());
  const channel = listen({ ...parts, wire: name }, wire.listener);
  closing.add("channel", () => channel.close());

  return {
    ...{ wire, pump, door, join, retryAfterMs, isStalled: admission.isStalled },
    drain: async () => {
      door.shut();
      await drainReaders(pump);
    },
  };
}

/** The wire's beat as this server would say it now; its time is shared for a moment, so that readers share the bytes. */
function beatOf(wire: WireFollower, clock: Clock): () => Beat | null {
  let said: Beat = { epoch: "", top: -1, now: "" };
  let saidAt = 0;
  return () => {
    if (!wire.isSure()) return null;
    const { epoch, top } = wire.ring();
    const isStill = said.epoch === epoch && said.top === top && performance.now() - saidAt < BEAT_NOW_MS;
    if (isStill) return said;
    said = { epoch, top, now: timeText(clock.now()) };
    saidAt = performance.now();
    return said;
  };
}
