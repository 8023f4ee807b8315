import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { askedDatabase } from "./asked-database.ts";
import { restoreBackup } from "./restore-backup.ts";

/*
 * `npm run restore -- FILE`: throws away what the database holds of the paper, and puts the backup in its place. Exit code
 * 1: refused; 64: no file; 78: no database.
 */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { force: { type: "boolean" } } });
const [file] = positionals;
const databaseUrl = await askedDatabase(process.env);
if (!file) {
  console.error("From which file? npm run restore -- paper.backup");
  process.exit(64);
}
if (!databaseUrl) {
  console.error("Which database? Set DATABASE_URL, or start the paper once with npm start.");
  process.exit(78);
}
const path = resolve(process.env.INIT_CWD ?? ".", file);
const result = await restoreBackup(databaseUrl, path, values.force ?? false);
if (result.ok) console.log(`${result.rows} rows are back. New epochs: ${result.epochs.join(", ")}.`);
else console.error(`Nothing was changed: ${result.reason}.`);
process.exitCode = result.ok ? 0 : 1;
