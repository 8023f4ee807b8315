import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** A server says each second how many readers it has; one that has said nothing for so long has none. */
const BELIEVED_FOR_S = 10;

export async function recordOpenScreens(store: Store, server: string, readers: number): Promise<void> {
  await sql`
    insert into open_screens (server, readers, at) values (${server}, ${readers}, clock_timestamp())
      on conflict (server) do update set readers = excluded.readers, at = excluded.at`.execute(store);
}

/** A server ends. Those that died in silence go with it, after an hour. */
export async function forgetOpenScreens(store: Store, server: string): Promise<void> {
  await sql`
    delete from open_screens where server = ${server} or at < clock_timestamp() - interval '1 hour'`.execute(store);
}

/** Of all servers together. */
export async function readOpenScreens(store: Store): Promise<{ servers: number; readers: number }> {
  const { rows } = await sql<{ servers: number; readers: number }>`
    select count(*)::int as servers, coalesce(sum(readers), 0)::int as readers from open_screens
      where at > clock_timestamp() - make_interval(secs => ${BELIEVED_FOR_S})`.execute(store);
  return rows[0] ?? { servers: 0, readers: 0 };
}
