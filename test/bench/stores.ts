import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "../../core/store/migrate.ts";
import { openPostgresHome } from "../../deploy/local/embedded/postgres-home.ts";
import { buildClient } from "../../deploy/local/launch/client-build.ts";
import { startPostgres } from "../../deploy/local/postgres.ts";
import { startRedis } from "../../deploy/local/redis.ts";

/** A PostgreSQL and a Redis for one run of a bench: on disk as in earnest, and nobody else's. */
export interface Stores {
  folder: string;
  databaseUrl: string;
  redisUrl: string;
  /** What PostgreSQL has written to its log. */
  databaseLog: string;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CACHE = join(ROOT, ".cache");
const STOP_WITHIN_MS = 10_000;

export async function startStores(): Promise<Stores> {
  await buildClient(ROOT);
  const folder = await mkdtemp(join(tmpdir(), "london-daily-bench-"));
  const searchPath = "/usr/bin:/usr/local/bin";
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: folder }),
    startRedis({ dataDir: folder, cacheDir: CACHE, searchPath }),
  ]);
  await migrate(postgres.url);
  const { logFile } = await openPostgresHome(folder);
  return {
    ...{ folder, databaseUrl: postgres.url, redisUrl: redis.url, databaseLog: logFile },
    stop: async () => {
      await Promise.all([postgres.stop(STOP_WITHIN_MS), redis.stop(STOP_WITHIN_MS)]);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
