import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { buildClient } from "../../../deploy/local/launch/client-build.ts";
import { runOrThrow } from "../../../deploy/local/process/run.ts";
import { readCompose } from "../../support/compose/read-compose.ts";
import { ownPort } from "../fire/own-port.ts";
import { createEnds, type OwnPostgres, ownPostgres } from "../fire/own-stores.ts";
import type { PaperProcess } from "../fire/processes.ts";
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
  /** Of each server, past the balancer; one that is added comes last. */
  serverUrls: string[];
  metricsUrls: string[];
  /** One more of each, from this tree. Resolves when it is ready. */
  addServer(from?: string): Promise<PaperProcess>;
  addWorker(from?: string): Promise<PaperProcess>;
  /** Runs the service that migrates, from this tree. Returns what it said. */
  migrates(from: string): Promise<string>;
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
  /** So many servers may be added later; the balancer knows where. */
  places?: number;
  /** The tree that all begin from; left out: this one. */
  root?: string;
}

export async function startComposedPaper(
  { servers, workers, places = 0, root: tree = ROOT }: Scale,
  add?: Record<string, string>,
): Promise<ComposedPaper> {
  const ends = createEnds();
  try {
    await buildClient(tree);
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
    await migrates(described, tree);
    const redis = await described.startRedis();

    const loopback = { HOST: "127.0.0.1", METRICS_HOST: "127.0.0.1", TRUSTED_PROXIES: "loopback" };
    const ports = await Promise.all(Array.from({ length: servers + places }, () => ownPort()));
    const [serverUrls, metricsUrls]: [string[], string[]] = [[], []];
    const [running, working]: [PaperProcess[], PaperProcess[]] = [[], []];
    const addServer = async (from = tree) => {
      const place = serverUrls.length;
      const own = ports[place];
      if (own === undefined) throw new Error("the balancer knows no place for one more server");
      serverUrls[place] = `http://127.0.0.1:${own}`;
      const metricsPort = await ownPort();
      const places = { ...loopback, PORT: String(own), METRICS_PORT: String(metricsPort) };
      metricsUrls[place] = `http://127.0.0.1:${metricsPort}/metrics`;
      const node = { service: "server", name: `server-${place + 1}`, readyUrl: `${serverUrls[place]}/readyz`, from };
      const server = await described.startNode(node, places);
      running[place] = server;
      return server;
    };
    const addWorker = async (from = tree) => {
      const own = await ownPort();
      const places = { METRICS_HOST: "127.0.0.1", METRICS_PORT: String(own - 1) };
      const node = { service: "worker", name: `worker-${own}`, readyUrl: `http://127.0.0.1:${own}/readyz`, from };
      const worker = await described.startNode(node, places);
      working.push(worker);
      return worker;
    };
    await Promise.all([
      ...Array.from({ length: servers }, () => addServer()),
      ...Array.from({ length: workers }, () => addWorker()),
    ]);
    const haproxy = await described.startBalancer(port, ports);
    const folder = join(root, "written");
    await mkdir(folder);
    return {
      ...{ described, url, haproxy, redis, postgres, serverUrls, truth, folder, servers: running, workers: working },
      ...{ metricsUrls, addServer, addWorker, migrates: (from: string) => migrates(described, from) },
      editorToken: await described.secret("editor_token"),
      close: ends.close,
    };
  } catch (failure) {
    await ends.close();
    throw failure;
  }
}

/** The service that runs once. */
async function migrates({ file, environmentOf, owner }: Described, from: string): Promise<string> {
  const [, main = ""] = file.services.migrate?.command ?? [];
  return runOrThrow(process.execPath, [join(from, main)], {
    cwd: from,
    env: environmentOf("migrate", {}, from),
    ...owner,
  });
}
