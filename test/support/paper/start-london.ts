import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, type TestContext } from "vitest";
import { createLog } from "../../../core/process/log.ts";
import { type Config, readConfig } from "../../../core/settings/config.ts";
import { connectStore, type Store } from "../../../core/store/connect.ts";
import { type RunningServer, startServer } from "../../../server/start-server.ts";
import { type RunningWorkers, startWorkers } from "../../../workers/start-workers.ts";
import { type Editor, editorAt } from "../people/editor.ts";
import { vapidEnvironment } from "../push/vapid.ts";
import { createDatabase } from "./london-database.ts";

export interface London {
  /** Of the first server; the paper's PUBLIC_URL. */
  url: string;
  /** Of every server. */
  urls: string[];
  token: string;
  editor: Editor;
  /** The truth itself, for what no API shows. */
  store: Store;
  config: Config;
  servers: RunningServer[];
  workers: RunningWorkers[];
  /** One more of each, ended with the test. */
  startServer(): Promise<RunningServer>;
  startWorker(): Promise<RunningWorkers>;
}

export interface LondonOptions {
  servers?: number;
  workers?: number;
  env?: Record<string, string>;
}

/** A whole paper of one's own: real PostgreSQL and Redis, real sockets; gone when the test is over. */
export async function startLondon(t: TestContext, options: LondonOptions = {}): Promise<London> {
  const { servers: serverCount = 1, workers: workerCount = 1, env = {} } = options;
  const databaseUrl = await createDatabase(t);
  const token = randomBytes(24).toString("hex");
  const port = await freePort();
  const dataDir = await mkdtemp(join(tmpdir(), "london-daily-data-"));
  t.onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const read = readConfig({
    HOST: "127.0.0.1",
    PORT: String(port),
    METRICS_PORT: "0",
    METRICS_HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    REDIS_URL: inject("redisUrl"),
    REDIS_PREFIX: `t-${randomBytes(6).toString("hex")}`,
    EDITOR_TOKEN: token,
    SESSION_SECRET: randomBytes(24).toString("hex"),
    ...vapidEnvironment(),
    READERS_PER_ADDRESS: "0",
    SIGNUPS_PER_MINUTE: "0",
    DATA_DIR: dataDir,
    CANARY: "off",
    SPEECH_COMMAND: "none",
    LOG_LEVEL: "warn",
    ...env,
  });
  if (!read.ok) throw new Error(read.mistakes.join("\n"));
  const { config } = read;
  const log = createLog("test", config.logLevel);
  const store = connectStore({ databaseUrl, poolSize: 2, name: "test" });
  t.onTestFinished(() => store.destroy());

  const servers: RunningServer[] = [];
  const workers: RunningWorkers[] = [];
  const url = config.site.publicUrl.replace("localhost", "127.0.0.1");
  const london: London = {
    ...{ url, urls: [], token, store, config, servers, workers },
    editor: editorAt(url, token),
    startServer: async () => {
      const server = await startServer({ ...config, port: servers.length === 0 ? port : 0 }, log);
      t.onTestFinished(() => server.close());
      servers.push(server);
      london.urls.push(`http://127.0.0.1:${server.port}`);
      return server;
    },
    startWorker: async () => {
      const worker = await startWorkers(config, log);
      t.onTestFinished(() => worker.close());
      workers.push(worker);
      return worker;
    },
  };
  for (let i = 0; i < serverCount; i++) await london.startServer();
  for (let i = 0; i < workerCount; i++) await london.startWorker();
  return london;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}
