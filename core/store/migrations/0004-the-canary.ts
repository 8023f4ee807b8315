import { type Kysely, sql } from "kysely";

/** One more stage of an event on its way: when a worker took the job that announced it. Kept of the canary's wire only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table stage add column taken_at timestamptz`.execute(db);
}
