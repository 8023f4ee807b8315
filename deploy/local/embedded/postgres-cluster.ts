import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { chown, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endLeftover } from "../process/leftover.ts";
import { runOrThrow } from "../process/run.ts";
import type { PostgresHome } from "./postgres-home.ts";

export const SUPERUSER = "london";

/** What a server needs from its environment: not ours, which may carry PG* variables of another server. */
export const POSTGRES_ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/**
 * Makes the cluster unless it is there, and returns its password. It is made under another name first, so that a start
 * that was interrupted leaves nothing that looks like a cluster.
 */
export async function openCluster(home: PostgresHome, native: string, signal?: AbortSignal): Promise<string> {
  const password = await openPassword(home);
  if (existsSync(home.cluster)) return password;
  const draft = `${home.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  const authentication = [`--username=${SUPERUSER}`, `--pwfile=${home.passwordFile}`, "--auth=scram-sha-256"];
  const texts = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  await runOrThrow(join(native, "bin", "initdb"), [`--pgdata=${draft}`, ...authentication, ...texts], {
    ...home.owner,
    cwd: home.folder,
    env: POSTGRES_ENVIRONMENT,
    ...(signal && { signal }),
  });
  await rename(draft, home.cluster);
  return password;
}

async function openPassword(home: PostgresHome): Promise<string> {
  if (!existsSync(home.passwordFile)) {
    if (existsSync(home.cluster)) throw new Error(`${home.passwordFile} is gone: the data beside it cannot be opened.`);
    await writeFile(home.passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (home.owner) await chown(home.passwordFile, home.owner.uid, home.owner.gid);
  }
  return (await readFile(home.passwordFile, "utf8")).trim();
}

/** Stops the server that a killed launcher left running in this cluster, and takes away a lock that nobody holds. */
export async function endEarlierServer(cluster: string): Promise<void> {
  const lock = join(cluster, "postmaster.pid");
  const pid = await lockHolder(lock);
  if (pid === undefined) return;
  await endLeftover(pid, cluster, "SIGINT");
  if (hasNobody(cluster)) await rm(lock, { force: true });
}

async function lockHolder(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, "utf8").catch(() => "");
  return Number.parseInt(text, 10) || undefined;
}

/**
 * True only when it is certain that no process works in the cluster (each has it as its working directory). PostgreSQL
 * itself goes by the pid in the lock, which may be a zombie's that nobody reaps, or after a container's restart anyone's.
 */
function hasNobody(cluster: string): boolean {
  if (process.platform !== "linux") return false;
  return readdirSync("/proc").every((entry) => !/^\d+$/.test(entry) || workingFolder(entry) !== cluster);
}

function workingFolder(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length === 0 ? undefined : readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // gone, or another user's
  }
}
