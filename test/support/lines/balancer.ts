import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { libraryFolders } from "../../../deploy/local/embedded/debian-packages.ts";
import { fetchPackages } from "../../../deploy/local/embedded/fetch-packages.ts";
import { tieToThisProcess } from "../../../deploy/local/process/lifeline.ts";
import { run } from "../../../deploy/local/process/run.ts";
import { eventually, within } from "../deadline.ts";
import { readText } from "../house/sources.ts";

/*
 * A program that is not ours, from this machine or from Debian's packages in the project's cache. Where it cannot be had a
 * test that needs it fails with a sentence that says what to install: nothing is passed over in silence.
 */

const CACHE = fileURLToPath(new URL("../../../.cache", import.meta.url));
const SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin";

/** For documentation only (RFC 5737): no proxy stands in front. */
const NOBODY = "192.0.2.1";

/** How HAProxy is run with the project's own configuration, in front of servers on these ports. */
export interface BalancerProgram {
  program: string;
  args: string[];
  env: Record<string, string>;
}

export interface BalancerPlaces {
  port: number;
  healthPort: number;
  metricsPort: number;
  /** Of the servers behind it. */
  ports: readonly number[];
}

/** Writes the configuration, changed only in addresses, into this folder. */
export async function balancerProgram(
  folder: string,
  places: BalancerPlaces,
  name = "haproxy",
): Promise<BalancerProgram> {
  const { program, environment } = await findHaproxy();
  const file = join(folder, `${name}.cfg`);
  await writeFile(file, balancerOn(readText("deploy/haproxy.cfg"), places), { mode: 0o644 });
  return { program, args: ["-db", "-f", file], env: { EDGE_PROXIES: NOBODY, ...environment } };
}

export interface Balancer {
  url: string;
  metricsUrl: string;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** HAProxy for one test. */
export async function startBalancer(t: TestContext, ports: readonly number[]): Promise<Balancer> {
  const [port, healthPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), "london-daily-balancer-"));
  t.onTestFinished(() => rm(folder, { recursive: true }));
  const { program, args, env } = await balancerProgram(folder, { port, healthPort, metricsPort, ports });
  const child = spawn(program, args, { env, stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
  await once(child, "spawn");
  tieToThisProcess(child, child.pid ?? 0, "SIGKILL");
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await within("the end of HAProxy", ended);
  };
  t.onTestFinished(kill);
  const url = `http://127.0.0.1:${port}`;
  await eventually("a server behind HAProxy", async () => {
    if (child.exitCode !== null) throw new Error(`HAProxy ended: ${said}`);
    return (await fetch(`${url}/livez`).catch(() => null))?.ok ? true : undefined;
  });
  return { url, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, kill };
}

/** The configuration as it is, but for addresses: Docker's DNS names the servers there, and here their ports do. */
function balancerOn(text: string, { port, healthPort, metricsPort, ports }: BalancerPlaces): string {
  const servers = ports.map((one, at) => `    server server${at + 1} 127.0.0.1:${one}`).join("\n");
  return text
    .replace(/^resolvers docker\n(?: {4}.*\n)+/m, "")
    .replace(" resolvers docker resolve-prefer ipv4 init-addr none", "")
    .replace("bind :3000", `bind 127.0.0.1:${port}`)
    .replace("bind 127.0.0.1:8404", `bind 127.0.0.1:${healthPort}`)
    .replace("bind :8405", `bind 127.0.0.1:${metricsPort}`)
    .replaceAll("    server-template server 16 server:3000", servers);
}

async function findHaproxy(): Promise<{ program: string; environment: Record<string, string> }> {
  const installed = await run("haproxy", ["-v"], { env: { PATH: SEARCH_PATH } }).catch(() => null);
  if (installed?.code === 0) return { program: "haproxy", environment: { PATH: SEARCH_PATH } };
  const folder = await fetchPackages({
    ...{ name: "haproxy", packages: ["haproxy"], isDeep: true },
    ...{ cacheDir: CACHE, searchPath: SEARCH_PATH },
  });
  const environment = { LD_LIBRARY_PATH: (await libraryFolders(folder)).join(":") };
  const program = join(folder, "usr/sbin/haproxy");
  const fetched = await run(program, ["-v"], { env: environment });
  if (fetched.code !== 0) throw new Error(`the fetched HAProxy does not run (${fetched.output}): install haproxy`);
  return { program, environment };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}
