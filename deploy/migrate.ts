import { migrate } from "../core/store/migrate.ts";

const databaseUrl = process.env.DATABASE_URL;
if (!databaseUrl) {
  console.error("DATABASE_URL is missing: the PostgreSQL database to migrate.");
  process.exit(78);
}
await migrate(databaseUrl);
console.log("The database is up to date.");
