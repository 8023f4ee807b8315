import { resolve } from "node:path";
import { freePort, portState } from "../process/free-port.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What the launcher itself must know; everything else in the environment is read and judged by the mains. */
export interface Settings {
  port: number;
  /** Addresses that the server listens on. */
  hosts: string[];
  publicUrl: string;
  /** Absolute. */
  dataDir: string;
  /** The server's; the worker takes the next one; 0 = any. */
  metricsPort: number;
}

/** A setting that cannot work; the message is for whoever typed it. */
export class BadSetting extends Error {}

const METRICS_PORT = 9464;

/** Settles everything that depends on the machine: which ports and addresses are to be had. Throws `BadSetting`. */
export async function readSettings(environment: Environment, root: string): Promise<Settings> {
  const hosts = await usableHosts(environment.HOST);
  const port = portIn("PORT", environment.PORT, 3000) || (await freePort(hosts[0]));
  for (const host of hosts) {
    const state = await portState(port, host);
    if (state === "free") continue;
    throw new BadSetting(
      `Port ${port} of ${host} is ${state === "taken" ? "taken by another program" : state}. ` +
        `Stop what uses it, or choose another: PORT=${port + 1} npm start`,
    );
  }
  return {
    port,
    hosts,
    publicUrl: (environment.PUBLIC_URL || `http://localhost:${port}`).replace(/\/+$/, ""),
    dataDir: resolve(root, environment.DATA_DIR || "data"),
    metricsPort: await freeMetricsPort(portIn("METRICS_PORT", environment.METRICS_PORT, METRICS_PORT)),
  };
}

/** Reads a port, 0 to 65535; empty is unset. */
export function portIn(name: string, text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new BadSetting(`${name} must be a port, 0 to 65535, and is "${text}".`);
}

/** Where to ask the server whether it is ready. */
export function localUrl(hosts: readonly string[], port: number): string {
  const [host = "0.0.0.0"] = hosts;
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

/** By default both loopback families, as far as the machine has them: browsers differ in what localhost means. */
async function usableHosts(text: string | undefined): Promise<string[]> {
  const named = (text ?? "")
    .split(",")
    .map((host) => host.trim())
    .filter(Boolean);
  if (named.length > 0) return named;
  const hasIpv6 = (await portState(0, "::1")) === "free";
  return hasIpv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
}

/** Metrics are a side matter: a second paper on this machine gets any port instead of a refusal. */
async function freeMetricsPort(port: number): Promise<number> {
  if (port === 0) return 0;
  const states = await Promise.all([port, port + 1].map((each) => portState(each, "127.0.0.1")));
  return states.every((state) => state === "free") ? port : 0;
}
