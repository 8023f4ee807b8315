import { chmod, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildClient } from "../../../deploy/local/launch/client-build.ts";
import { runOrThrow } from "../../../deploy/local/process/run.ts";
import { ROOT } from "../composed/described-processes.ts";
import type { Add } from "../fire/own-stores.ts";

/*
 * The newest earlier version that lacks migrations, from this folder's history. While nothing was out migrations came in
 * between others and were changed; such a version is passed over, because no database of it can be brought to the present.
 */

const FOLDER = "core/store/migrations/";

export interface EarlierVersion {
  commit: string;
  root: string;
  /** So many migrations are missing there. */
  lacks: number;
}

export async function checkOutEarlierVersion(add: Add): Promise<EarlierVersion> {
  const { commit, lacks } = await findEarlier();
  const root = await mkdtemp(join(tmpdir(), "london-daily-earlier-"));
  add("earlier version", () => rm(root, { recursive: true, force: true }));
  const tar = join(root, "tree.tar");
  await git("archive", "--format=tar", "-o", tar, commit);
  const tree = join(root, "tree");
  await mkdir(tree);
  await runOrThrow("tar", ["-xf", tar, "-C", tree]);
  await symlink(join(ROOT, "node_modules"), join(tree, "node_modules"));
  await buildClient(tree);
  await chmod(root, 0o755);
  return { commit, root: tree, lacks };
}

async function findEarlier(): Promise<{ commit: string; lacks: number }> {
  const present = await migrationsAt("HEAD");
  const changes = (await git("log", "--format=%H", "--", FOLDER)).split("\n").filter(Boolean);
  for (const change of changes) {
    const then = await migrationsAt(`${change}^`).catch(() => []);
    const isBeginning = then.length > 0 && then.every((file, place) => file === present[place]);
    const lacks = present.length - then.length;
    if (isBeginning && lacks > 0) return { commit: (await git("rev-parse", `${change}^`)).trim(), lacks };
  }
  throw new Error("this folder's history has no earlier version with fewer migrations: a whole git clone is needed");
}

/** Each migration's name with the hash of what is in it. */
async function migrationsAt(commit: string): Promise<string[]> {
  return (await git("ls-tree", commit, FOLDER)).split("\n").filter(Boolean).sort(byName);
}

function byName(one: string, other: string): number {
  const [, name = ""] = one.split("\t");
  const [, otherName = ""] = other.split("\t");
  return name < otherName ? -1 : 1;
}

function git(...args: string[]): Promise<string> {
  return runOrThrow("git", args, { cwd: ROOT });
}
