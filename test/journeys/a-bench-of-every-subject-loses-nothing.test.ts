import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { createResults } from "../bench/measure/results.ts";
import { ROWS } from "../bench/rows.ts";
import { measureRow } from "../bench/run-row.ts";
import { createDatabase } from "../support/paper/london-database.ts";

test("H14: the smallest bench of ours, stock Socket.IO and raw ws has a figure for each, and loses nothing", async (t) => {
  const databaseUrl = await createDatabase(t);
  const folder = await mkdtemp(join(tmpdir(), "london-daily-bench-"));
  t.onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const stores = { folder, databaseLog: "", databaseUrl, redisUrl: inject("redisUrl"), stop: async () => {} };
  const results = createResults();
  const size = { readers: 40, repetitions: 1, isQuick: true };
  if (!ROWS.paced) throw new Error("there is no row named paced");
  await measureRow(ROWS.paced, size, { stores, results, say: () => {} });
  for (const subject of ["London Daily", "stock Socket.IO + Redis adapter", "raw ws"]) {
    expect(results.of("lost, doubled or disordered", subject), subject).toBe(0);
    expect(results.of("last reader, median ms", subject), subject).toBeGreaterThan(0);
  }
});
