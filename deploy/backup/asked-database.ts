import { withFiles } from "../../core/settings/setting-files.ts";
import { readRunningPaper } from "../people/running-paper.ts";

/** The database that DATABASE_URL, its file, or the paper of `npm start` in this folder names; null: none. */
export async function askedDatabase(given: Record<string, string | undefined>): Promise<string | null> {
  const { env } = withFiles(given, ["DATABASE_URL"]);
  return env.DATABASE_URL || (await readRunningPaper(given.DATA_DIR || "data"))?.databaseUrl || null;
}
