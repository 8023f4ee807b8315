import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLineOf } from "../process/leftover.ts";
import { BadSetting } from "./settings.ts";

/**
 * Keeps a second launcher off the same data: it would take the first one's databases for left-overs of a killed one and
 * stop them. Returns the release. Throws `BadSetting` when another launcher has it, or it cannot be written.
 */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  const claim = join(dataDir, "launcher.pid");
  const holder = Number.parseInt(await readFile(claim, "utf8").catch(() => ""), 10);
  if (holder && holder !== process.pid && commandLineOf(holder)?.includes("start.ts")) {
    throw new BadSetting(
      `Another London Daily (process ${holder}) uses ${dataDir}: stop it, or set DATA_DIR to another folder.`,
    );
  }
  try {
    await mkdir(join(dataDir, "logs"), { recursive: true });
    await writeFile(claim, `${process.pid}\n`);
  } catch (error) {
    throw new BadSetting(`DATA_DIR cannot be written: ${(error as Error).message}`);
  }
  return () => rm(claim, { force: true });
}
