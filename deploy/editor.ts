import { withFiles } from "../core/settings/setting-files.ts";
import { connectStore } from "../core/store/connect.ts";
import { carryOut } from "./people/carry-out.ts";
import { readCommand, USAGE } from "./people/read-command.ts";
import { readRunningPaper } from "./people/running-paper.ts";

/*
 * `npm run editor -- …`: people, looked after from the shell. It talks to the database alone, so it works while the
 * paper is down. Exit code 0: done; 1: not done; 64: asked wrongly; 78: no database is known.
 */

process.exitCode = await main();

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2));
  if (command === undefined) {
    console.error(USAGE);
    return 64;
  }
  const running = await readRunningPaper(process.env.DATA_DIR || "data");
  const { env } = withFiles(process.env, ["DATABASE_URL"]);
  const databaseUrl = env.DATABASE_URL || running?.databaseUrl;
  const publicUrl = process.env.PUBLIC_URL || running?.publicUrl || "http://localhost:3000";
  if (!databaseUrl) {
    console.error("Which database? Set DATABASE_URL, or start the paper once with npm start.");
    return 78;
  }
  const store = connectStore({ databaseUrl, poolSize: 1, name: "london-editor" });
  try {
    const { isDone, text } = await carryOut(store, publicUrl.replace(/\/+$/, ""), command);
    if (isDone) console.log(text);
    else console.error(text);
    return isDone ? 0 : 1;
  } catch (failure) {
    console.error(`The database does not answer: ${(failure as Error).message}`);
    return 1;
  } finally {
    await store.destroy();
  }
}
