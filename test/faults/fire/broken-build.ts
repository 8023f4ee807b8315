import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const COPIED = ["core", "server", "workers", "deploy/migrate.ts", "client/dist", "package.json"];

/** What one file has in one place, and what stands there instead (`$1` is the first group). */
export interface Patch {
  file: string;
  from: RegExp;
  to: string;
}

/** A copy of the tree with these patches, gone when the test is over. Throws when a place is not there, or more than once. */
export async function copyWith(t: TestContext, patches: Patch[]): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "london-daily-broken-"));
  t.onTestFinished(() => rm(copy, { recursive: true, force: true }));
  for (const path of COPIED) await cp(join(ROOT, path), join(copy, path), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  for (const { file, from, to } of patches) {
    const text = await readFile(join(copy, file), "utf8");
    const places = text.match(new RegExp(from.source, `g${from.flags}`))?.length ?? 0;
    if (places !== 1) throw new Error(`${file} has ${places} places like ${from}`);
    await writeFile(join(copy, file), text.replace(from, to));
  }
  return copy;
}
