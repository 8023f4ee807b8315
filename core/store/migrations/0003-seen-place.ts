import { type Kysely, sql } from "kysely";

/**
 * What puts events on the wire is told how far its caller has seen it. A function with more parameters is another one to
 * PostgreSQL, so the earlier ones go; commit-revision.sql, applied after every migration, makes those of today.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop function if exists
      put_on_wire(text, uuid, text, text, timestamptz),
      release_due(text, text, int),
      commit_revision(text, text, text, bytea, text, uuid, int, text, jsonb, text, timestamptz, int, boolean, timestamptz)
    `.execute(db);
}
