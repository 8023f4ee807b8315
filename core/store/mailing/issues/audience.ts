import { sql } from "kysely";
import type { Store } from "../../connect.ts";

/** How many would get a mail of each newsletter now: confirmed, and not suppressed. */
export async function countAudience(store: Store): Promise<Map<string, number>> {
  const { rows } = await sql<{ newsletter: string; audience: number }>`
    select s.newsletter, count(*)::int as audience from subscription s join subscriber p on p.id = s.subscriber_id
      where s.state = 'confirmed' and not exists (select from suppression n where n.mailbox = p.mailbox)
      group by s.newsletter`.execute(store);
  return new Map(rows.map(({ newsletter, audience }) => [newsletter, audience]));
}

/** How many people would get an alert by mail now. */
export async function countAlertAudience(store: Store): Promise<number> {
  const { rows } = await sql<{ audience: number }>`
    select count(distinct s.subscriber_id)::int as audience
      from subscription s join newsletter n on n.slug = s.newsletter join subscriber p on p.id = s.subscriber_id
      where n.cadence = 'alerts' and n.is_open and s.state = 'confirmed'
        and not exists (select from suppression x where x.mailbox = p.mailbox)`.execute(store);
  return rows[0]?.audience ?? 0;
}
