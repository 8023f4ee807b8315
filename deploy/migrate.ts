import { withFiles } from "../core/settings/setting-files.ts";
import { migrate } from "../core/store/migrate.ts";

const { env, mistakes } = withFiles(process.env, ["DATABASE_URL"]);
const databaseUrl = env.DATABASE_URL;
if (!databaseUrl || mistakes.length > 0) {
  const missing =
    "DATABASE_URL is missing: the PostgreSQL database to migrate. DATABASE_URL_FILE may name a file with it.";
  console.error(mistakes.join("\n") || missing);
  process.exit(78);
}
await migrate(databaseUrl);
console.log("The database is up to date.");
