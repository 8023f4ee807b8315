import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../../core/store/migrate.ts";
import { findChromium } from "../../../deploy/local/chromium.ts";
import { startPostgres } from "../../../deploy/local/postgres.ts";
import { startRedis } from "../../../deploy/local/redis.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A superuser's; not for the tests' own rows. */
    databaseAdminUrl: string;
    /** Migrated and empty: `create database … template …` gives every test its own. */
    templateDatabase: string;
    redisUrl: string;
    /** Only where browsers are driven (test/browser), or where CHROMIUM_PATH is set. */
    chromiumPath: string;
  }
}

const TEMPLATE = "london_template";
const CACHE = fileURLToPath(new URL("../../../.cache", import.meta.url));

/**
 * Starts one PostgreSQL and one Redis for the whole run. Vitest calls this for every project that names it: the first
 * to come provides for all, through the root project, and takes down what it started. TEST_DATABASE_URL (a superuser's)
 * and TEST_REDIS_URL name servers to use instead.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  await provideChromium(project);
  if (project.getProvidedContext().redisUrl !== undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "london-daily-test-"));
  const [database, redis] = await Promise.all([openPostgres(folder), openRedis(folder)]);
  const discard = () => {
    for (const each of [database, redis]) each.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once("exit", discard); // Ctrl-C ends Vitest without a teardown
  await createTemplate(database.url);
  project.vitest.provide("databaseAdminUrl", database.url);
  project.vitest.provide("templateDatabase", TEMPLATE);
  project.vitest.provide("redisUrl", redis.url);
  return async () => {
    await Promise.all([database.stop(), redis.stop()]);
    process.off("exit", discard);
    await rm(folder, { recursive: true, force: true });
  };
}

interface Server {
  url: string;
  stop(): Promise<void>;
  kill(): void;
}

const GIVEN = { stop: async () => {}, kill: () => {} };

/** Not durable: what a power cut would lose is of no interest here; tests of that start a server of their own. */
async function openPostgres(folder: string): Promise<Server> {
  const url = process.env.TEST_DATABASE_URL;
  return url ? { url, ...GIVEN } : await startPostgres({ dataDir: folder, isDurable: false });
}

async function openRedis(folder: string): Promise<Server> {
  const url = process.env.TEST_REDIS_URL;
  return url
    ? { url, ...GIVEN }
    : await startRedis({ dataDir: folder, cacheDir: CACHE, searchPath: process.env.PATH ?? "" });
}

async function createTemplate(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`drop database if exists ${TEMPLATE} with (force)`);
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const url = new URL(adminUrl);
  url.pathname = `/${TEMPLATE}`;
  await migrate(url.href);
}

async function provideChromium(project: TestProject): Promise<void> {
  const chromiumPath = process.env.CHROMIUM_PATH;
  if (project.name !== "browser" && !chromiumPath) return;
  const searchPath = process.env.PATH ?? "";
  project.provide("chromiumPath", await findChromium({ chromiumPath, searchPath, report: console.log }));
}
