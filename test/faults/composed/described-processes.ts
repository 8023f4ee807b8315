import { existsSync, readFileSync } from "node:fs";
import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRedis } from "../../../deploy/local/embedded/redis-program.ts";
import { makeSecrets } from "../../../deploy/secrets/paper-secrets.ts";
import type { ComposeFile } from "../../support/compose/read-compose.ts";
import { readText } from "../../support/house/sources.ts";
import { balancerProgram } from "../../support/lines/balancer.ts";
import { ownPort } from "../fire/own-port.ts";
import { type Add, at } from "../fire/own-stores.ts";
import { answersWell, type PaperProcess, startProcess } from "../fire/processes.ts";

/*
 * The services of docker-compose.yml as the processes that they describe: their commands and environments as a compose
 * parser reads them, their secrets in files, as nobody in particular, who cannot write to the project. Only addresses are
 * others, because there is one machine and no Docker to give each a name.
 */

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const NOBODY = 65_534;

type Owner = { uid: number; gid: number } | { uid?: never; gid?: never };

export interface Described {
  file: ComposeFile;
  folder: string;
  /** Who the processes are; nothing: whoever runs this, where that is not root. */
  owner: Owner;
  /** Of a secret's file. */
  secret(name: string): Promise<string>;
  redisPort: number;
  startRedis(): Promise<PaperProcess>;
  startBalancer(port: number, serverPorts: number[]): Promise<PaperProcess>;
  /** The environment of a service from this tree, with these settings in the place of its addresses. */
  environmentOf(service: string, places: Record<string, string>, from: string): Record<string, string>;
  startNode(node: DescribedNode, places: Record<string, string>): Promise<PaperProcess>;
}

export interface DescribedNode {
  service: string;
  name: string;
  readyUrl: string;
  /** The tree that it runs from. */
  from: string;
}

/** Makes the secrets in this folder, which becomes theirs who run. What is started ends by `add`. */
export async function describe(
  { file, folder, databaseUrl }: { file: ComposeFile; folder: string; databaseUrl: string },
  add: Add,
): Promise<Described> {
  const owner: Owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const secrets = join(folder, "secrets");
  const redisPort = await ownPort();
  await makeSecrets(secrets, readText("deploy/secrets/redis-users.acl"));
  for (const role of ["server", "worker"]) {
    const path = join(secrets, `redis_${role}_url`);
    await rewrite(path, at((await readFile(path, "utf8")).trim(), redisPort));
  }
  await rewrite(join(secrets, "database_url"), databaseUrl);
  await mkdir(join(folder, "redis"));
  for (const each of [secrets, join(folder, "redis")]) await handTo(each, owner);
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid);

  const placed = (text: string) => text.replace("/run/secrets/", `${secrets}/`);
  const logFile = (name: string) => join(folder, `${name}.log`);
  const started = async (
    name: string,
    options: Omit<Parameters<typeof startProcess>[0], "name" | "logFile" | "owner">,
  ) => {
    const it = await startProcess({ name, logFile: logFile(name), owner, ...options });
    add(name, () => it.kill());
    return it;
  };
  const environmentOf = (service: string, places: Record<string, string>, from: string) => {
    const readsFiles = existsSync(join(from, "core/setting-files.ts")); // earlier versions did not
    const described = Object.entries(file.services[service]?.environment ?? {}).map(([name, value]) =>
      readsFiles || !name.endsWith("_FILE")
        ? [name, placed(value)]
        : [name.replace("_FILE", ""), readFileSync(placed(value), "utf8").trim()],
    );
    return { PATH: "", ...Object.fromEntries(described), ...places };
  };

  return {
    ...{ file, folder, owner, redisPort, environmentOf },
    secret: async (name) => (await readFile(join(secrets, name), "utf8")).trim(),
    startRedis: async () => {
      const { path, libraryPath } = await findRedis({
        searchPath: "/usr/bin:/usr/local/bin",
        cacheDir: join(ROOT, ".cache"),
      });
      const [, ...flags] = file.services.redis?.command ?? [];
      const places = ["--port", String(redisPort), "--bind", "127.0.0.1", "--dir", join(folder, "redis")];
      return started("redis", {
        ...{ program: path, args: [...flags.map(placed), ...places], cwd: folder },
        env: libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath },
        isReady: () => answersPing(redisPort),
      });
    },
    startBalancer: async (port, serverPorts) => {
      const places = { port, healthPort: await ownPort(), metricsPort: await ownPort(), ports: serverPorts };
      const url = `http://127.0.0.1:${places.healthPort}/alive`;
      return started("haproxy", {
        ...(await balancerProgram(folder, places)),
        cwd: folder,
        isReady: () => answersWell(url),
      });
    },
    startNode: ({ service, name, readyUrl, from }, places) => {
      const [, main = ""] = file.services[service]?.command ?? [];
      return started(name, {
        ...{ program: process.execPath, args: [join(from, main)], cwd: from },
        ...{ env: environmentOf(service, places, from), isReady: () => answersWell(readyUrl) },
      });
    },
  };
}

async function rewrite(path: string, text: string): Promise<void> {
  await chmod(path, 0o644);
  await writeFile(path, `${text}\n`);
}

/** The folder and all that is in it. */
async function handTo(folder: string, { uid, gid }: Owner): Promise<void> {
  if (uid === undefined) return;
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid);
  await chown(folder, uid, gid);
}

/** As its health is asked in the file; while it reads its own file the answer is another. */
function answersPing(port: number): Promise<true | undefined> {
  return new Promise((answer) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    const close = (isReady: boolean) => {
      socket.destroy();
      answer(isReady ? true : undefined);
    };
    let said = "";
    socket.once("connect", () => socket.write("AUTH health none\r\nPING\r\n"));
    socket.on("data", (reply) => {
      said += reply.toString();
      if (said.split("\r\n").length > 2) close(said.endsWith("+PONG\r\n"));
    });
    socket.once("error", () => close(false));
  });
}
