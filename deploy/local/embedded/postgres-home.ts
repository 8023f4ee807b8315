import { randomBytes } from "node:crypto";
import { chmod, chown, lstat, mkdir, realpath, stat, symlink, unlink } from "node:fs/promises";
import { join } from "node:path";
import { run, runOrThrow } from "../process/run.ts";

/*
 * PostgreSQL refuses to run as root. So under root the server runs as another user, who needs a folder of its own that
 * it can enter; an ordinary user runs it directly. The home is DATA_DIR/postgres: the cluster, its password, its log.
 * Where that user cannot enter DATA_DIR (a project under /root), the home lies in OPEN_FOLDER and DATA_DIR/postgres is
 * a link to it: a second start finds its data, and deleting DATA_DIR gives a fresh paper. Orphans are left there on
 * purpose: a folder that is not mounted today looks the same as one that was deleted.
 */

export interface Owner {
  uid: number;
  gid: number;
}

export interface PostgresHome {
  folder: string;
  cluster: string;
  passwordFile: string;
  logFile: string;
  /** Whom the server runs as; undefined: as ourselves. */
  owner: Owner | undefined;
}

/** Where root keeps what another user must reach. */
export const OPEN_FOLDER = "/var/lib/london-daily";

const NOBODY: Owner = { uid: 65534, gid: 65534 };

/** Makes or finds the home of the cluster that belongs to `dataDir`. */
export async function openPostgresHome(dataDir: string): Promise<PostgresHome> {
  const link = join(dataDir, "postgres");
  await mkdir(dataDir, { recursive: true });
  if (await isDangling(link)) await unlink(link);
  await mkdir(link, { recursive: true, mode: 0o700 });
  const owner = process.getuid?.() === 0 ? await ownerOf(link) : undefined;
  const folder = owner === undefined ? await realpath(link) : await withinReach(dataDir, link, owner);
  return {
    folder,
    cluster: join(folder, "cluster"),
    passwordFile: join(folder, "password"),
    logFile: join(folder, "postgres.log"),
    owner,
  };
}

/** A cluster that an ordinary user made stays that user's when root starts it. */
async function ownerOf(folder: string): Promise<Owner> {
  const { uid, gid } = await stat(folder);
  return uid === 0 ? NOBODY : { uid, gid };
}

async function withinReach(dataDir: string, link: string, owner: Owner): Promise<string> {
  const folder = await realpath(link);
  await chown(folder, owner.uid, owner.gid);
  if (await canWrite(folder, owner)) return folder;
  await chmod(dataDir, (await stat(dataDir)).mode | 0o011); // passage, not sight: enough where only DATA_DIR was closed
  if (await canWrite(folder, owner)) return folder;

  const home = join(OPEN_FOLDER, randomBytes(8).toString("hex"));
  await mkdir(OPEN_FOLDER, { recursive: true, mode: 0o755 });
  await runOrThrow("mv", [folder, home]); // unlike rename, across file systems too
  await symlink(home, link);
  if (await canWrite(home, owner)) return home;
  throw new Error(
    `User ${owner.uid} can enter neither ${dataDir} nor ${OPEN_FOLDER}: set DATA_DIR to a folder it can.`,
  );
}

async function canWrite(folder: string, owner: Owner): Promise<boolean> {
  const { code } = await run("/bin/sh", ["-c", 'test -w "$1" && test -x "$1"', "sh", folder], { ...owner, cwd: "/" });
  return code === 0;
}

async function isDangling(path: string): Promise<boolean> {
  const isLink = await lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
  return isLink && !(await stat(path).catch(() => undefined));
}
