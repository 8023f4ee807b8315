import { type Kysely, sql } from "kysely";

/**
 * For the front page of any moment: which events said that their story leads, and which were alerts. Read off the JSON
 * that readers got, so the two cannot differ, and a retraction, which takes the texts out of it, takes the event out of
 * here, too. Within a JSON string a quotation mark is escaped, so no headline can look like a field.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`create index event_leading on event (wire, seq) where json like '%"lead":true%'`.execute(db);
  await sql`create index event_alerting on event (wire, seq) where json like '%"expiresAt":%'`.execute(db);
}
