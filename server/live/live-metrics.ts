import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Log } from "../../core/process/log.ts";
import { HANDSHAKES, type Handshake } from "./door/handshakes.ts";
import type { WireFollower } from "./follow/follow-wire.ts";
import { type Entry, storyIn } from "./log/ring.ts";
import type { Pump } from "./out/pump.ts";
import type { WireParts } from "./start-wire.ts";

/*
 * What is measured on the way out. Nothing is kept for a reader, a story or an address: a label has a handful of values,
 * and what is known anyway (how many read, where the ring stands) is read when it is asked for.
 */

const SCREEN_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export type Heard = Required<Pick<WireParts, "onHole" | "onRefill" | "onAsked" | "onShown" | "onSlow">> & {
  onEntry: (entry: Entry) => void;
  onEpoch: () => void;
  onHandshake: (outcome: Handshake) => void;
};

/** What hears of each thing that happens. */
export function countLive(metrics: Registry, log: Pick<Log, "info">): Heard {
  const count = (name: string, help: string) => new Counter({ name, help, registers: [metrics] });
  const countBy = (name: string, help: string, values: readonly string[]) => {
    const counter = new Counter({ name, help, labelNames: ["outcome"], registers: [metrics] });
    for (const outcome of values) counter.inc({ outcome }, 0); // so that a first one is seen to rise
    return counter;
  };
  const received = count("london_events_received_total", "Events taken in");
  const asked = count("london_screens_asked_total", "Readers asked whether they show an event");
  const shown = count("london_screens_shown_total", "Readers that said so");
  const slow = count("london_readers_closed_slow_total", "Readers closed because they took nothing");
  const holes = count("london_wire_holes_total", "Times that the channel named what was missing here");
  const epochs = count("london_wire_epochs_total", "New epochs of the wire since the start");
  const refills = countBy("london_wire_refills_total", "Readings of the store by the wire's follower", [
    "read",
    "failed",
  ]);
  const handshakes = countBy("london_handshakes_total", "Readers at the door", HANDSHAKES);
  const toScreen = new Histogram({
    name: "london_screen_seconds",
    help: "From an event's moment on the wire to a reader that says that it is shown",
    buckets: SCREEN_SECONDS,
    registers: [metrics],
  });
  return {
    onEntry: (entry) => {
      received.inc();
      log.info({ stage: "heard", story: storyIn(entry), seq: entry.seq }, "an event is on this server's way out");
    },
    onAsked: (readers) => asked.inc(readers),
    onShown: ({ seq, storyId, tookMs, isFirst }) => {
      shown.inc();
      toScreen.observe(Math.max(0, tookMs) / 1_000);
      if (isFirst) log.info({ stage: "shown", story: storyId, seq, tookMs: Math.round(tookMs) }, "a reader shows it");
    },
    onSlow: () => slow.inc(),
    onHole: () => holes.inc(),
    onRefill: (outcome) => refills.inc({ outcome }),
    onEpoch: () => epochs.inc(),
    onHandshake: (outcome) => handshakes.inc({ outcome }),
  };
}

export interface WatchedLive {
  wire: Pick<WireFollower, "ring" | "ages">;
  pump: Pick<Pump, "readers" | "written">;
  /** Whether the channel's line to Redis stands. */
  isListening: () => boolean;
}

/** What is read when it is asked for. */
export function watchLive(metrics: Registry, { wire, pump, isListening }: WatchedLive): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      ...{ name, help, registers: [metrics] },
      collect() {
        this.set(value());
      },
    });
  };
  gauge("london_readers", "Open readers", () => pump.readers().size);
  gauge("london_wire_top", "The newest number on this server", () => wire.ring().top);
  gauge("london_ring_floor", "The number before the oldest in memory", () => wire.ring().floor);
  gauge("london_ring_events", "Events in memory", () => wire.ring().top - wire.ring().floor);
  gauge("london_heartbeat_age_seconds", "Since a worker was heard", () => wire.ages().heardMs / 1_000);
  gauge("london_store_read_age_seconds", "Since the store was read", () => wire.ages().readMs / 1_000);
  gauge("london_redis_up", "1 while this process's line to Redis stands, else 0", () => (isListening() ? 1 : 0));
  let counted = 0;
  new Counter({
    name: "london_events_written_total",
    help: "Events written to readers, each counted for every reader",
    registers: [metrics],
    collect() {
      this.inc(pump.written() - counted);
      counted = pump.written();
    },
  });
}
