import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../deploy/local/process/free-port.ts";
import { type PaperProcess, startPaperProcess } from "../faults/fire/processes.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";
import type { Stores } from "./stores.ts";

/** Servers and workers of the paper as processes, as they run in earnest. */
export interface Paper {
  redisPrefix: string;
  token: string;
  ports: number[];
  servers: PaperProcess[];
  workers: PaperProcess[];
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface PaperSize {
  servers: number;
  workers: number;
  /** On top of what every process gets. */
  env?: Record<string, string>;
}

export async function startPaper(stores: Stores, { servers, workers, env: more = {} }: PaperSize): Promise<Paper> {
  const redisPrefix = `b-${randomBytes(4).toString("hex")}`;
  const token = randomBytes(24).toString("hex");
  const ports = await Promise.all(Array.from({ length: servers }, () => freePort()));
  const env = {
    ...{ DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl, REDIS_PREFIX: redisPrefix },
    ...{ HOST: "127.0.0.1", METRICS_HOST: "127.0.0.1", METRICS_PORT: "0", EDITOR_TOKEN: token },
    ...{ SESSION_SECRET: randomBytes(24).toString("hex"), ...vapidEnvironment(), CANARY: "off" }, // the anchors have none to feed
    ...{ READERS_PER_ADDRESS: "0", LOG_LEVEL: "warn", PUBLIC_URL: `http://127.0.0.1:${ports[0]}`, PATH: "", ...more },
  };
  const of = { root: ROOT, logFile: join(stores.folder, "paper.log") };
  const started = await Promise.all([
    ...ports.map((port) =>
      startPaperProcess({
        ...{ ...of, main: "server/main.ts", readyUrl: `http://127.0.0.1:${port}/readyz` },
        env: { ...env, PORT: String(port) },
      }),
    ),
    ...Array.from({ length: workers }, async () => {
      const port = await freePort();
      const readyUrl = `http://127.0.0.1:${port}/readyz`;
      return startPaperProcess({
        ...{ ...of, main: "workers/main.ts", readyUrl },
        env: { ...env, METRICS_PORT: String(port - 1) },
      });
    }),
  ]);
  return {
    ...{ redisPrefix, token, ports, servers: started.slice(0, servers), workers: started.slice(servers) },
    stop: async () => void (await Promise.all(started.map((each) => each.kill()))),
  };
}
