import { resolve } from "node:path";
import { askedDatabase } from "./asked-database.ts";
import { writeBackup } from "./write-backup.ts";

/* `npm run backup -- FILE`: everything that the paper keeps, while it runs. Exit code 64: no file; 78: no database. */

const [file] = process.argv.slice(2);
const databaseUrl = await askedDatabase(process.env);
if (!file) {
  console.error("Into which file? npm run backup -- paper.backup");
  process.exit(64);
}
if (!databaseUrl) {
  console.error("Which database? Set DATABASE_URL, or start the paper once with npm start.");
  process.exit(78);
}
const path = resolve(process.env.INIT_CWD ?? ".", file);
console.log(`${await writeBackup(databaseUrl, path)} rows are in ${path}.`);
