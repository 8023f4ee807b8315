import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { runOrThrow } from "../process/run.ts";

const SOURCES = ["client", "core", "vite.config.ts", "package-lock.json"];
const BUILT = join("client", "dist");

/** Builds the reader's bundle unless it is newer than everything it is made from. Throws what Vite said. */
export async function buildClient(root: string, signal?: AbortSignal): Promise<"built" | "fresh"> {
  const built = await newestIn(join(root, BUILT));
  const sources = await Promise.all(SOURCES.map((source) => newestIn(join(root, source), join(root, BUILT))));
  if (built > Math.max(...sources)) return "fresh";
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  await runOrThrow(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: root, ...(signal && { signal }) });
  return "built";
}

/** The latest change at or below a path, ms; 0 when there is none. Folders count: a deleted file changes its folder. */
export async function newestIn(path: string, without?: string): Promise<number> {
  const entry = path === without ? undefined : await stat(path).catch(() => undefined);
  if (entry === undefined) return 0;
  const names = entry.isDirectory() ? await readdir(path) : [];
  const below = await Promise.all(names.map((name) => newestIn(join(path, name), without)));
  return Math.max(entry.mtimeMs, ...below);
}
