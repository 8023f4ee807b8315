import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { copyWith, type Patch } from "../fire/broken-build.ts";
import type { CrashPoint } from "./crash-point.ts";

/*
 * A copy of the tree with a line at every crash point. A line looks whether its name is armed (a file with that name lies
 * in `armed/`), moves the file to `died/` and kills its process: at once, by SIGKILL, from within, so nothing that comes
 * after the line in the code has happened. The moved file is the proof that it died there and nowhere else.
 */

export interface CrashBuild {
  root: string;
  arms(point: CrashPoint): Promise<void>;
  /** The names at which somebody died, in no order. */
  died(): Promise<string[]>;
}

/** What each main of the copy is begun by. */
const CRASH_AT = `
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

const passed = new Map();
globalThis.crashAt = (name) => {
  const armed = join(import.meta.dirname, "armed", name);
  if (!existsSync(armed)) return;
  try {
    passed.set(name, (passed.get(name) ?? 0) + 1);
    if (passed.get(name) <= Number(readFileSync(armed, "utf8"))) return;
    renameSync(armed, join(import.meta.dirname, "died", name));
  } catch {
    return; // another process was first
  }
  process.kill(process.pid, "SIGKILL");
};
`;

/** The tree with these points; `more` changes it further. */
export async function copyWithCrashPoints(
  t: TestContext,
  points: CrashPoint[],
  more: Patch[] = [],
): Promise<CrashBuild> {
  const root = await copyWith(t, [...points.map(patchOf), ...more]);
  await writeFile(join(root, "crash-at.ts"), CRASH_AT);
  for (const folder of ["server", "workers"]) {
    await rename(join(root, folder, "main.ts"), join(root, folder, "true-main.ts"));
    await writeFile(join(root, folder, "main.ts"), 'import "../crash-at.ts";\nawait import("./true-main.ts");\n');
  }
  for (const folder of ["armed", "died"]) await mkdir(join(root, folder));
  return {
    root,
    arms: ({ name, passes = 0 }) => writeFile(join(root, "armed", name), String(passes)),
    died: () => readdir(join(root, "died")),
  };
}

function patchOf({ name, file, at, put, when }: CrashPoint): Patch {
  const call = `${when === undefined ? "" : `if (${when}) `}crashAt(${JSON.stringify(name)});`;
  if (put === "after") return { file, from: at, to: `$&\n${call}` };
  const from = new RegExp(`(?<=^[ \\t]*)(?:${at.source})`, "m"); // where a statement begins, and not within one
  return { file, from, to: `${put === "while" ? `setImmediate(() => { ${call} });` : call}\n$&` };
}
