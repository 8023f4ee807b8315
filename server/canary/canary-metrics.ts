import { Gauge, Histogram, type Registry } from "prom-client";
import { type Flights, HOPS } from "./flights.ts";

const WHOLE_WAY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long canaries that passed every hop took. */
export function wholeWayHistogram(metrics: Registry): Histogram {
  return new Histogram({
    name: "london_canary_seconds",
    help: "From the beginning of a canary's commit to its reader",
    buckets: WHOLE_WAY_SECONDS,
    registers: [metrics],
  });
}

export function watchFlights(metrics: Registry, flights: Pick<Flights, "state" | "hopAgeMs">): void {
  new Gauge({
    name: "london_canary_green",
    help: "1 while canaries travel the whole way, else 0",
    registers: [metrics],
    collect() {
      this.set(flights.state().status === "green" ? 1 : 0);
    },
  });
  new Gauge({
    name: "london_canary_hop_age_seconds",
    help: "Since a canary was last seen past this hop",
    labelNames: ["hop"],
    registers: [metrics],
    collect() {
      for (const hop of HOPS) this.set({ hop }, flights.hopAgeMs(hop) / 1_000);
    },
  });
  new Gauge({
    name: "london_canary_broken_hop",
    help: "1 for the hop at which canaries are lost",
    labelNames: ["hop"],
    registers: [metrics],
    collect() {
      const { brokenHop } = flights.state();
      for (const hop of HOPS) this.set({ hop }, hop === brokenHop ? 1 : 0);
    },
  });
}
