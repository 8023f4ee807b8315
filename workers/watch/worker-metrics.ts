import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type EncodedEvent, isHeadline, type WireEvent } from "../../core/news/wire-event.ts";
import type { Log } from "../../core/process/log.ts";
import type { FanOut } from "../fan-out.ts";

const FAN_OUT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Counts and logs what this worker put on the channel. */
export function countPublished(
  metrics: Registry,
  clock: { now(): number },
  log: Pick<Log, "info">,
): (events: readonly EncodedEvent[]) => void {
  const published = new Counter({
    name: "london_events_published_total",
    help: "Events put on the Redis channel",
    registers: [metrics],
  });
  const took = new Histogram({
    name: "london_fan_out_seconds",
    help: "From an event's moment on the wire to the Redis channel",
    buckets: FAN_OUT_SECONDS,
    registers: [metrics],
  });
  return (events) => {
    published.inc(events.length);
    for (const { seq, json } of events) {
      const event = JSON.parse(json) as WireEvent;
      const tookMs = Math.max(0, clock.now() - Date.parse(event.at));
      took.observe(tookMs / 1_000);
      const story = isHeadline(event) ? event.story.id : null;
      log.info({ stage: "fanned out", story, seq, tookMs: Math.round(tookMs) }, "an event is on the channel");
    }
  };
}

export interface WatchedWorker {
  fanOut: Pick<FanOut, "head" | "storeTop">;
  isWayOpen: () => boolean;
  isRedisUp: () => boolean;
}

/** What is read when it is asked for. */
export function watchWorker(metrics: Registry, { fanOut, isWayOpen, isRedisUp }: WatchedWorker): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      ...{ name, help, registers: [metrics] },
      collect() {
        this.set(value());
      },
    });
  };
  gauge("london_wire_store_top", "The store's newest number, as last read", () => fanOut.storeTop());
  gauge("london_wire_redis_top", "How far Redis has come, as last seen", () => fanOut.head()?.top ?? 0);
  gauge("london_way_open", "1 while sweeps succeed, else 0", () => (isWayOpen() ? 1 : 0));
  gauge("london_redis_up", "1 while this process's line to Redis stands, else 0", () => (isRedisUp() ? 1 : 0));
}
