import { defineConfig } from "vitest/config";

/** Needs nothing but the sources. */
const within = (name: string) => ({ name, include: [`test/${name}/**/*.test.ts`] });
/** On a real PostgreSQL and a real Redis, which the setup starts once for all. */
const served = (name: string) => ({
  ...within(name),
  globalSetup: "test/support/paper/global-setup.ts",
  retry: 1, // real processes on a machine that is shared; whoever needs it is named at the end of the run
});

export default defineConfig({
  test: {
    pool: "forks",
    isolate: false, // what a file leaves behind would be a fault of the paper's own: it keeps no state in modules
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      // Browsers fill two cores by themselves; who waits for processes to die, most of the time, leaves room for others.
      { test: { ...served("browser"), maxWorkers: 2, sequence: { groupOrder: 0 } } },
      ...[served("faults"), served("journeys"), within("units"), within("house")].map((project) => ({
        test: { ...project, maxWorkers: 3, sequence: { groupOrder: 1 } },
      })),
    ],
  },
});
