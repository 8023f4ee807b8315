import { sql } from "kysely";
import type { Store } from "../../connect.ts";
import type { Consent } from "./confirm.ts";

export interface Preferences {
  id: string;
  email: string;
  secret: Buffer;
  /** All that can be asked for, and what this subscriber has of what cannot be any more. */
  newsletters: { slug: string; name: string; promise: string; isConfirmed: boolean }[];
  /** "22:00", on the paper's clock; both or none. */
  quietFrom: string | null;
  quietUntil: string | null;
  alertsADayAtMost: number | null;
  /** Why nothing is sent; null: it is. */
  suppressed: string | null;
}

/** Null: nobody has this id. */
export async function readPreferences(store: Store, id: string): Promise<Preferences | null> {
  const { rows } = await sql<Preferences>`
    select s.id, s.email, s.secret, to_char(s.quiet_from, 'HH24:MI') as "quietFrom",
           to_char(s.quiet_until, 'HH24:MI') as "quietUntil", s.alerts_a_day_at_most as "alertsADayAtMost",
           (select reason from suppression p where p.mailbox = s.mailbox) as suppressed,
           (select coalesce(json_agg(json_build_object('slug', n.slug, 'name', n.name, 'promise', n.promise,
                     'isConfirmed', c.state is not distinct from 'confirmed') order by n.position), '[]')
              from newsletter n left join subscription c on c.newsletter = n.slug and c.subscriber_id = s.id
             where n.is_open or c.state = 'confirmed') as newsletters
      from subscriber s where s.id = ${id}::uuid`.execute(store);
  return rows[0] ?? null;
}

export interface ChosenPreferences {
  /** All that are wanted; any other has ended. */
  newsletters: string[];
  quietFrom: string | null;
  quietUntil: string | null;
  alertsADayAtMost: number | null;
}

/**
 * Keeps what was chosen. Whoever has the link reads that mailbox, so what is chosen here is confirmed, and what a bounce
 * or a complaint had stopped goes on as soon as something is wanted again.
 */
export async function keepPreferences(
  store: Store,
  id: string,
  { newsletters, quietFrom, quietUntil, alertsADayAtMost }: ChosenPreferences,
  { wording, way }: Consent,
): Promise<void> {
  await sql`
    with chosen as (
      update subscriber set quiet_from = ${quietFrom}::time, quiet_until = ${quietUntil}::time,
             alerts_a_day_at_most = ${alertsADayAtMost}::int
        where id = ${id}::uuid returning id, mailbox
    ), lifted as (
      delete from suppression where mailbox in (select mailbox from chosen) and cardinality(${newsletters}::text[]) > 0
    ), begun as (
      insert into subscription (subscriber_id, newsletter, state, asked_at, confirmed_at)
        select c.id, n.slug, 'confirmed', clock_timestamp(), clock_timestamp() from chosen c, newsletter n
         where n.is_open and n.slug = any(${newsletters}::text[])
        on conflict (subscriber_id, newsletter) do update
          set state = 'confirmed', confirmed_at = excluded.confirmed_at, ended_at = null
          where subscription.state <> 'confirmed'
        returning subscriber_id, newsletter
    ), ended as (
      update subscription set state = 'ended', ended_at = clock_timestamp()
        where subscriber_id in (select id from chosen) and state <> 'ended' and newsletter <> all(${newsletters}::text[])
        returning subscriber_id, newsletter
    )
    insert into consent (subscriber_id, newsletter, act, wording, way)
      select subscriber_id, newsletter, 'confirmed', ${wording}, ${way} from begun
      union all select subscriber_id, newsletter, 'ended', ${wording}, ${way} from ended`.execute(store);
}
