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
try {
  const { later } = await migrate(databaseUrl, { report: console.log });
  if (later === null) console.log("The database is up to date.");
  else console.log(`The database is of a later version of the paper, which has ${later}. Nothing was changed.`);
} catch (failure) {
  console.error(`The database could not be migrated: ${failure instanceof Error ? failure.message : failure}`);
  process.exit(1);
}
