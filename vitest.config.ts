import { defineConfig } from "vitest/config";

/** Need nothing but the sources. */
const PURE = ["house", "units"];
/** Run against a real PostgreSQL and a real Redis, which the setup starts once for all three. */
const SERVED = ["journeys", "faults", "browser"];

const within = (name: string) => ({ name, include: [`test/${name}/**/*.test.ts`] });

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    isolate: false, // what a file leaves behind would be a fault of the paper's own: it keeps no state in modules
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      ...PURE.map((name) => ({ test: within(name) })),
      ...SERVED.map((name) => ({ test: { ...within(name), globalSetup: "test/support/global-setup.ts" } })),
    ],
  },
});
