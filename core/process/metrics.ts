import { collectDefaultMetrics, Registry } from "prom-client";

/** A process's own metrics, with Node's. One registry a process (or a test), never the library's global one. */
export function createMetrics(role: "server" | "worker"): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  return registry;
}
