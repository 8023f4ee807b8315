import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { buildClient } from "../../../deploy/local/launch/client-build.ts";
import { runOrThrow } from "../../../deploy/local/process/run.ts";
import { readCompose } from "../../support/compose/read-compose.ts";
import { ownPort } from "../own-port.ts";
import { createEnds, type OwnPostgres, ownPostgres } from "../own-stores.ts";
import type { PaperProcess } from "../processes.ts";
import { type Described, describe, ROOT } from "./described-processes.ts";

/* The whole of docker-compose.yml's profile `core` on this machine, behind HAProxy, scaled as asked. */

export interface ComposedPaper {
  described: Described;
  /** HAProxy's, where everybody comes in. */
  url: string;
  haproxy: PaperProcess;
  redis: PaperProcess;
  servers: PaperProcess[];
  workers: PaperProcess[];
  postgres: OwnPostgres;
  /** Of each server, past the balancer. */
  serverUrls: string[];
  metricsUrls: string[];
  /** The database, past everything. */
  truth: pg.Pool;
  editorToken: string;
  /** A folder for what a show writes down. */
  folder: string;
  close(): Promise<void>;
}

export interface Scale {
  servers: number;
  workers: number;
}

export async function startComposedPaper(
  { servers, workers }: Scale,
  add?: Record<string, string>,
): Promise<ComposedPaper> {
  const ends = createEnds();
  try {
    await buildClient(ROOT);
    const port = await ownPort();
    const url = `http://127.0.0.1:${port}`;
    const asked = { PUBLIC_URL: url, VAPID_SUBJECT: "mailto:desk@paper.example", MAIL_FROM: "news@paper.example" };
    const settings = {
      READERS_PER_ADDRESS: "0",
      SIGNUPS_PER_MINUTE: "0",
      SPEECH_COMMAND: "none",
      LOG_LEVEL: "warn",
      ...add,
    };
    const file = await readCompose({ ...asked, ...settings });
    const root = await mkdtemp(join(tmpdir(), "london-daily-composed-"));
    ends.add("folder", () => rm(root, { recursive: true, force: true, maxRetries: 3 }));
    const postgres = await ownPostgres(root, undefined, ends.add);
    const described = await describe({ file, folder: root, databaseUrl: postgres.url }, ends.add);
    const truth = new pg.Pool({ connectionString: postgres.url, max: 2 });
    truth.on("error", () => {});
    ends.add("truth", () => truth.end());
    await migrates(described);
    const redis = await described.startRedis();

    const loopback = { HOST: "127.0.0.1", METRICS_HOST: "127.0.0.1", TRUSTED_PROXIES: "loopback" };
    const ports = await Promise.all(Array.from({ length: servers }, () => ownPort()));
    const metricsPorts = await Promise.all(ports.map(() => ownPort()));
    const serverUrls = ports.map((one) => `http://127.0.0.1:${one}`);
    const startServer = (one: number, i: number) => {
      const places = { ...loopback, PORT: String(one), METRICS_PORT: String(metricsPorts[i]) };
      return described.startNode("server", `server-${i + 1}`, places, `${serverUrls[i]}/readyz`);
    };
    const startWorker = async (i: number) => {
      const own = await ownPort();
      const places = { METRICS_HOST: "127.0.0.1", METRICS_PORT: String(own - 1) };
      return described.startNode("worker", `worker-${i + 1}`, places, `http://127.0.0.1:${own}/readyz`);
    };
    const [running, working] = await Promise.all([
      Promise.all(ports.map(startServer)),
      Promise.all(Array.from({ length: workers }, (_, i) => startWorker(i))),
    ]);
    const haproxy = await described.startBalancer(port, ports);
    const folder = join(root, "written");
    await mkdir(folder);
    return {
      ...{ described, url, haproxy, redis, postgres, serverUrls, truth, folder, servers: running, workers: working },
      metricsUrls: metricsPorts.map((one) => `http://127.0.0.1:${one}/metrics`),
      editorToken: await described.secret("editor_token"),
      close: ends.close,
    };
  } catch (failure) {
    await ends.close();
    throw failure;
  }
}

/** The service that runs once. */
async function migrates({ file, environmentOf, owner }: Described): Promise<void> {
  const [, main = ""] = file.services.migrate?.command ?? [];
  await runOrThrow(process.execPath, [join(ROOT, main)], { cwd: ROOT, env: environmentOf("migrate", {}), ...owner });
}
