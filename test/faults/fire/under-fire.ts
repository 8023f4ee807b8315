import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { migrate } from "../../../core/store/migrate.ts";
import { fillStore } from "../../support/paper/fill-wire.ts";
import { vapidEnvironment } from "../../support/push/vapid.ts";
import { createFirePublisher, type FirePublisher } from "../actors/fire-publisher.ts";
import type { Mix } from "../actors/fleet-kinds.ts";
import { type Fleet, startFleet } from "../actors/start-fleet.ts";
import type { Era } from "../checker/history.ts";
import { createProving, type Proving } from "../checker/prove.ts";
import { readHead, readWire } from "../checker/read-wire.ts";
import { type Line, openLine } from "../lines/line.ts";
import { createStoreCalls, type StoreCalls } from "../lines/store-calls.ts";
import { ownPort } from "./own-port.ts";
import {
  at,
  createEnds,
  type Lines,
  type OwnPostgres,
  type OwnRedis,
  openLines,
  ownPostgres,
  ownRedis,
} from "./own-stores.ts";
import { offBy, type PaperProcess, startPaperProcess } from "./processes.ts";

/*
 * A whole paper of one's own to be shot at: servers and workers as processes, a Redis (and, if asked, a PostgreSQL) that
 * nobody else uses and that comes back at the same address, a line for each role to each of them, a newsroom and a fleet
 * of readers that write down what happens, and the proof at the end.
 */

export interface FireOptions {
  servers?: number;
  workers?: number;
  readers?: number;
  /** How many of the readers come and go by themselves; the others stay. */
  comingAndGoing?: number;
  /** Readers of several kinds, in the place of these. */
  mix?: Mix;
  /** Whether readers come through a line, which can be cut. */
  readersLine?: boolean;
  /** So many events are on the wire before anybody comes. */
  filled?: number;
  /** A migrated and empty database. Left out: a PostgreSQL of one's own. */
  databaseUrl?: string;
  /** The tree that servers and workers run from. */
  root?: string;
  /** Of 100 requests without an answer, so many are never sent again. */
  givesUp?: number;
  /** New stories only. */
  isPlain?: boolean;
  /** How wrong the wall clock of each server and each worker is; left out: not at all. */
  clocksOffMs?: { servers: number[]; workers: number[] };
  /** Whether the paper's canary flies; its jobs and rows would be counted among those of other tests. */
  hasCanary?: boolean;
  /** Left out: "warn". */
  logLevel?: string;
}

export interface UnderFire extends Proving {
  folder: string;
  servers: PaperProcess[];
  serverUrls: string[];
  /** Where each server tells its metrics. */
  metricsUrls: string[];
  /** Where each worker does. */
  workerMetricsUrls: string[];
  token: string;
  workers: PaperProcess[];
  addWorker(): Promise<PaperProcess>;
  redis: OwnRedis;
  redisPrefix: string;
  postgres: OwnPostgres;
  /** From the servers, or the workers, to Redis or PostgreSQL. */
  lines: Lines;
  /** From readers to each server; none unless it was asked for. */
  readersLines: Line[];
  /** What servers ask PostgreSQL. */
  storeCalls: StoreCalls;
  publisher: FirePublisher;
  fleet: Fleet;
  /** Waits until everything is up and ready, and returns the moment. */
  heals(): Promise<number>;
  /** The truth, past every line. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  wire(): Promise<Era>;
  /** Where the wire is, without its events. */
  head(): Promise<{ epoch: string; top: number }>;
  /** Takes a lock in the database, past every line, until it is released. */
  hold(lock: string): Promise<{ release(): Promise<void> }>;
  close(): Promise<void>;
}

const HERE = fileURLToPath(new URL("../../../", import.meta.url));

export async function startUnderFire(options: FireOptions = {}): Promise<UnderFire> {
  const { servers = 1, workers = 1, readers = 20, comingAndGoing = 0, root = HERE, givesUp = 0 } = options;
  const { clocksOffMs = { servers: [], workers: [] }, hasCanary = false } = options;
  const closing = createEnds();
  try {
    const folder = await mkdtemp(join(tmpdir(), "london-daily-fire-"));
    closing.add("folder", () => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    const redis = await ownRedis(folder, closing.add);
    const postgres = await ownPostgres(folder, options.databaseUrl, closing.add);
    await migrate(postgres.url);
    const truth = new pg.Pool({ connectionString: postgres.url, max: 2 });
    truth.on("error", () => {});
    closing.add("truth", () => truth.end());

    for (const file of ["commit-revision.sql", "epoch.sql"]) {
      await truth.query(await readFile(join(root, "core/store/wire", file), "utf8")); // of that tree, which may be another
    }

    const ports = await Promise.all(Array.from({ length: servers }, () => ownPort()));
    const serverUrls = ports.map((port) => `http://127.0.0.1:${port}`);
    await fillStore((sql, values) => truth.query(sql, values), serverUrls[0] ?? "", options.filled ?? 0);

    const storeCalls = createStoreCalls();
    const lines = await openLines(redis.url, postgres.url, closing.add, storeCalls.overhear);
    const token = randomBytes(24).toString("hex");
    const redisPrefix = `f-${randomBytes(6).toString("hex")}`;
    const metricsPorts = await Promise.all(ports.map(() => ownPort()));
    const metricsUrls = metricsPorts.map((port) => `http://127.0.0.1:${port}/metrics`);
    const env = {
      ...{ HOST: "127.0.0.1", METRICS_HOST: "127.0.0.1", EDITOR_TOKEN: token, REDIS_PREFIX: redisPrefix },
      SESSION_SECRET: randomBytes(24).toString("hex"),
      ...vapidEnvironment(),
      ...{
        READERS_PER_ADDRESS: "0",
        CANARY: hasCanary ? "on" : "off",
        LOG_LEVEL: options.logLevel ?? "warn",
        PUBLIC_URL: serverUrls[0] ?? "",
        PATH: "",
      },
    };
    const over = (store: Line, channel: Line) => ({
      DATABASE_URL: at(postgres.url, store.port),
      REDIS_URL: at(redis.url, channel.port),
    });

    const startServer = async (port: number, i: number): Promise<PaperProcess> => {
      const places = over(lines.serverStore, lines.serverRedis);
      const readyUrl = `http://127.0.0.1:${port}/readyz`;
      const own = { PORT: String(port), METRICS_PORT: String(metricsPorts[i]), ...offBy(clocksOffMs.servers[i]) };
      const it = await startPaperProcess({
        ...{ root, main: "server/main.ts", logFile: join(folder, `server-${port}.log`), readyUrl },
        env: { ...env, ...places, ...own },
      });
      closing.add("server", () => it.kill());
      return it;
    };
    const addWorker = async (i = running.length): Promise<PaperProcess> => {
      const places = over(lines.workerStore, lines.workerRedis);
      const port = await ownPort();
      const own = { METRICS_PORT: String(port - 1), ...offBy(clocksOffMs.workers[i]) };
      const readyUrl = `http://127.0.0.1:${port}/readyz`;
      const it = await startPaperProcess({
        ...{ root, main: "workers/main.ts", logFile: join(folder, `worker-${port}.log`), readyUrl },
        env: { ...env, ...places, ...own },
      });
      closing.add("worker", () => it.kill());
      running.push(it);
      workerMetricsUrls.push(`http://127.0.0.1:${port}/metrics`);
      return it;
    };
    const running: PaperProcess[] = [];
    const workerMetricsUrls: string[] = [];
    const [startedServers] = await Promise.all([
      Promise.all(ports.map(startServer)),
      Promise.all(Array.from({ length: workers }, (_, i) => addWorker(i))),
    ]);

    const ledgers = { publisher: join(folder, "publisher.jsonl"), readers: join(folder, "readers.jsonl") };
    const publisher = createFirePublisher({
      urls: serverUrls,
      token,
      ledger: ledgers.publisher,
      givesUp,
      isPlain: options.isPlain ?? false,
    });
    closing.add("publisher", () => publisher.close());
    const readersLines = options.readersLine ? await Promise.all(ports.map((port) => openLine(port))) : [];
    for (const line of readersLines) closing.add("readers' line", () => line.close());
    const fleet = startFleet({
      urls: options.readersLine ? readersLines.map(({ port }) => `http://127.0.0.1:${port}`) : serverUrls,
      ownUrls: serverUrls,
      mix: options.mix ?? { steady: readers - comingAndGoing, restless: comingAndGoing },
      comesAndGoesMs: 2_000,
      ledger: ledgers.readers,
    });
    closing.add("fleet", () => fleet.end());
    await fleet.isMet();

    const proving = createProving({ publisher, fleet, truth, ledgers });

    return {
      ...{
        folder,
        servers: startedServers,
        serverUrls,
        metricsUrls,
        workerMetricsUrls,
        token,
        workers: running,
        addWorker,
        redis,
        redisPrefix,
      },
      ...{ postgres, lines, readersLines, storeCalls, publisher, fleet },
      query: async (sql, values) => (await truth.query(sql, values)).rows,
      wire: () => readWire(truth),
      head: () => readHead(truth),
      hold: async (lock) => {
        const client = await truth.connect();
        await client.query(`begin; ${lock}`);
        return { release: async () => client.release(await client.query("rollback").then(() => false)) };
      },
      heals: async () => {
        for (const each of [...startedServers, ...running]) await each.isReady();
        return Date.now();
      },
      ...proving,
      close: closing.close,
    };
  } catch (failure) {
    await closing.close();
    throw failure;
  }
}
