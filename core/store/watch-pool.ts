import type { Pool } from "pg";
import { Gauge, type Registry } from "prom-client";

const watched = new WeakMap<Registry, Map<string, Pool>>();

/** Tells how many connections a pool has, and how many questions wait for one: a pool that is too small shows here first. */
export function watchPool(metrics: Registry, name: string, pool: Pool): void {
  const pools = watched.get(metrics) ?? watchPools(metrics);
  pools.set(name, pool);
}

function watchPools(metrics: Registry): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  watched.set(metrics, pools);
  new Gauge({
    name: "london_store_connections",
    help: "Connections to PostgreSQL",
    labelNames: ["pool", "state"],
    registers: [metrics],
    collect() {
      for (const [pool, { totalCount, idleCount }] of pools) {
        this.set({ pool, state: "idle" }, idleCount);
        this.set({ pool, state: "busy" }, totalCount - idleCount);
      }
    },
  });
  new Gauge({
    name: "london_store_waiting",
    help: "Questions that wait for a connection to PostgreSQL",
    labelNames: ["pool"],
    registers: [metrics],
    collect() {
      for (const [pool, { waitingCount }] of pools) this.set({ pool }, waitingCount);
    },
  });
  return pools;
}
