import { join, relative } from "node:path";
import { type Postgres, startPostgres } from "../postgres.ts";
import { type Redis, startRedis } from "../redis.ts";
import { type Kept, keepRunning, type Running } from "./keep-running.ts";
import { step, together } from "./steps.ts";

export interface DatabasesOptions {
  /** A URL that is given is used as it is. */
  given: { databaseUrl: string | undefined; redisUrl: string | undefined };
  dataDir: string;
  cacheDir: string;
  /** The form of PATH. */
  searchPath: string;
  report: (line: string) => void;
  signal: AbortSignal;
  /** Hears of each as soon as it runs, so that it can be stopped whatever else fails. */
  onStarted: (kept: Kept<Running>) => void;
}

export interface DatabaseUrls {
  databaseUrl: string;
  redisUrl: string;
}

/** PostgreSQL and Redis, started at the same time where their URLs are not given, and kept running. */
export async function openDatabases(options: DatabasesOptions): Promise<DatabaseUrls> {
  const { given } = options;
  const [databaseUrl, redisUrl] = await together([
    given.databaseUrl ? Promise.resolve(given.databaseUrl) : openPostgres(options),
    given.redisUrl ? Promise.resolve(given.redisUrl) : openRedis(options),
  ]);
  return { databaseUrl, redisUrl };
}

async function openPostgres(options: DatabasesOptions): Promise<string> {
  const { dataDir, report, signal, onStarted } = options;
  const start = (signal: AbortSignal, earlier?: Postgres) =>
    startPostgres({ dataDir, signal, ...(earlier && { port: earlier.port }) });
  const kept = await step(
    () => keepRunning({ name: "PostgreSQL", start, report, signal }),
    () => `PostgreSQL 18, its data in ${relative(process.cwd(), join(dataDir, "postgres"))}`,
  );
  onStarted(kept);
  return kept.first.url;
}

async function openRedis(options: DatabasesOptions): Promise<string> {
  const { dataDir, cacheDir, searchPath, report, signal, onStarted } = options;
  const start = (signal: AbortSignal, earlier?: Redis) =>
    startRedis({ dataDir, cacheDir, searchPath, report, signal, ...(earlier && { port: earlier.port }) });
  const kept = await step(
    () => keepRunning({ name: "Redis", start, report, signal }),
    ({ first }) => `${first.title}, its data in ${relative(process.cwd(), join(dataDir, "redis"))}`,
  );
  onStarted(kept);
  return kept.first.url;
}
