import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What other programs on this machine need to reach the paper that `npm start` runs here. */
export interface RunningPaper {
  databaseUrl: string;
  publicUrl: string;
}

/** Writes it for its owner's eyes only: the database's password is in it. */
export async function noteRunningPaper(dataDir: string, running: RunningPaper): Promise<void> {
  await writeFile(join(dataDir, "running.json"), `${JSON.stringify(running)}\n`, { mode: 0o600 });
}

/** Null: no paper was ever started from this folder. */
export async function readRunningPaper(dataDir: string): Promise<RunningPaper | null> {
  const text = await readFile(join(dataDir, "running.json"), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as RunningPaper);
}
