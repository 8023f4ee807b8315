import { defineConfig } from "vitest/config";

/** Drive browsers, which fill two cores by themselves. */
const BUSY = ["browser"];
/** Wait for processes to die and come back, most of the time. */
const WAITING = ["faults"];
/** Run, like the two above, against a real PostgreSQL and a real Redis, which the setup starts once for all. */
const SERVED = ["journeys"];
/** Need nothing but the sources. */
const PURE = ["units", "house"];

const within = (name: string) => ({ name, include: [`test/${name}/**/*.test.ts`] });
const served = (name: string) => ({ ...within(name), globalSetup: "test/support/global-setup.ts" });

export default defineConfig({
  test: {
    pool: "forks",
    isolate: false, // what a file leaves behind would be a fault of the paper's own: it keeps no state in modules
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      ...BUSY.map((name) => ({ test: { ...served(name), maxWorkers: 2, sequence: { groupOrder: 0 } } })),
      ...WAITING.map((name) => ({ test: { ...served(name), maxWorkers: 3, sequence: { groupOrder: 1 } } })),
      ...SERVED.map((name) => ({ test: { ...served(name), maxWorkers: 3, sequence: { groupOrder: 1 } } })),
      ...PURE.map((name) => ({ test: { ...within(name), maxWorkers: 3, sequence: { groupOrder: 1 } } })),
    ],
  },
});
