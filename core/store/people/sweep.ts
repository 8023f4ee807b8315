import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** Removes what has ended and is of no use to anybody: sessions, challenges, links and spent codes. */
export async function sweepPeople(store: Store): Promise<void> {
  await sql`delete from session where expires_at < clock_timestamp() - interval '1 day'`.execute(store);
  await sql`delete from verification where expires_at < clock_timestamp() - interval '1 hour'`.execute(store);
  await sql`delete from one_time_link where expires_at < clock_timestamp() - interval '30 days'`.execute(store);
  await sql`delete from spent_code where at < clock_timestamp() - interval '5 minutes'`.execute(store);
}
