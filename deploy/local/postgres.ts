import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { findPostgresBinaries } from "./embedded/postgres-binaries.ts";
import { endEarlierServer, openCluster, POSTGRES_ENVIRONMENT, SUPERUSER } from "./embedded/postgres-cluster.ts";
import { openPostgresHome, type PostgresHome } from "./embedded/postgres-home.ts";
import { freePort } from "./process/free-port.ts";
import { lastLines } from "./process/run.ts";
import { type Child, startChild } from "./process/start-child.ts";
import { untilReady } from "./process/until-ready.ts";

export interface PostgresOptions {
  /** The cluster lies in `postgres/` of this folder (under root perhaps as a link, see postgres-home.ts). */
  dataDir: string;
  /** A port to have again, after a server on it died; otherwise a free one. */
  port?: number;
  /** False gives up the disk's safety for speed: a power cut then loses data, a killed server does not. For tests only. */
  isDurable?: boolean;
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
}

export interface Postgres {
  /** The database `london`, as superuser, on 127.0.0.1. */
  url: string;
  port: number;
  /** The postmaster's, for tests that kill it. */
  pid: number;
  /** Says how it ended, whoever ended it. */
  ended: Promise<string>;
  /** Fast shutdown; SIGKILL when it takes longer than `withinMs` (default 3,000). */
  stop(withinMs?: number): Promise<void>;
  kill(): void;
}

const ATTEMPTS = 40;

/** Why a start failed: what the server wrote before it went. */
type Failure = "port taken" | "still locked" | "other";

/**
 * Starts a real PostgreSQL 18 on a cluster of its own, made at the first start. What a killed launcher left running in
 * the same folder is stopped first. For trial and development: the binaries come from npm and lag behind in patches.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = await openPostgresHome(options.dataDir);
  const native = await findPostgresBinaries(home.owner);
  const password = await openCluster(home, native, options.signal);
  await endEarlierServer(home.cluster);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const logStart = await lengthOf(home.logFile);
    const child = await launch({ ...options, home, native, port });
    const urlOf = (database: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
    if (await untilReady(child, () => ensureDatabase(urlOf("postgres")), options.signal)) {
      const { pid, ended, kill } = child;
      return { url: urlOf("london"), port, pid, ended, kill, stop: (withinMs = 3_000) => child.stop(withinMs) };
    }
    options.signal?.throwIfAborted();
    const log = lastLines((await readFile(home.logFile, "utf8")).slice(logStart), 8);
    if (failureIn(log) === "other" || attempt === ATTEMPTS) throw new Error(`PostgreSQL does not start:\n${log}`);
    await pause(200); // a zombie to be reaped, a port to be let go
    await endEarlierServer(home.cluster);
  }
}

/** What is to be thought of a server that went at once, from the end of its log. */
export function failureIn(log: string): Failure {
  if (/could not create any TCP\/IP sockets|Address already in use/.test(log)) return "port taken";
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(log)) return "still locked";
  return "other";
}

interface Launch extends PostgresOptions {
  home: PostgresHome;
  native: string;
  port: number;
}

async function launch({ home, native, port, isDurable = true }: Launch): Promise<Child> {
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "", // a socket's path may hold 107 bytes, and this folder's can be longer
    max_connections: 200,
    shared_buffers: "128MB",
    fsync: isDurable ? "on" : "off",
    synchronous_commit: "on",
    full_page_writes: isDurable ? "on" : "off",
    timezone: "UTC",
    log_timezone: "UTC",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = await open(home.logFile, "a");
  try {
    return await startChild(join(native, "bin", "postgres"), ["-D", home.cluster, ...flags], {
      ...home.owner,
      cwd: home.folder,
      env: POSTGRES_ENVIRONMENT,
      stdio: ["ignore", log.fd, log.fd],
      stopSignal: "SIGINT",
      isGuarded: true,
    });
  } finally {
    await log.close();
  }
}

async function lengthOf(file: string): Promise<number> {
  return readFile(file, "utf8").then(
    (text) => text.length,
    () => 0, // the first start
  );
}

/**
 * Creates `london` unless it exists; false while the server is not ready to. Throws what only a server of ours that is
 * up could say, such as a wrong password.
 */
async function ensureDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'london'");
    if (rowCount === 0) await client.query("create database london");
    return true;
  } catch (error) {
    if (isPassing(error)) return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Not listening yet, starting up (57P03), or gone in between. */
function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string };
  return /^(ECONN|57P|EPIPE)/.test(code ?? "") || /terminated|timeout/i.test(message);
}
