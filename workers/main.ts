import { runMain } from "../core/process/run-main.ts";
import { startWorkers } from "./start-workers.ts";

await runMain("worker", (config, log) =>
  startWorkers({ ...config, metricsPort: config.metricsPort && config.metricsPort + 1 }, log),
);
