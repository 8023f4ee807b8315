import { sql } from "kysely";
import type { Store } from "../../connect.ts";

/** All that is kept about a subscriber, as it is handed out to that person. Null: nobody has this id. */
export async function exportPerson(store: Store, id: string): Promise<object | null> {
  const { rows } = await sql<{ person: object }>`
    select json_build_object(
      'email', s.email, 'createdAt', s.created_at, 'device', s.device,
      'quietHours', case when s.quiet_from is not null then json_build_array(s.quiet_from, s.quiet_until) end,
      'alertsADayAtMost', s.alerts_a_day_at_most,
      'suppressed', (select json_build_object('reason', p.reason, 'at', p.at) from suppression p
                      where p.mailbox = s.mailbox),
      'subscriptions', (select coalesce(json_agg(json_build_object('newsletter', newsletter, 'state', state,
          'askedAt', asked_at, 'confirmedAt', confirmed_at, 'endedAt', ended_at) order by newsletter), '[]')
        from subscription where subscriber_id = s.id),
      'consents', (select coalesce(json_agg(json_build_object('newsletter', newsletter, 'act', act, 'at', at,
          'wording', wording, 'way', way) order by id), '[]') from consent where subscriber_id = s.id),
      'letters', (select coalesce(json_agg(json_build_object('kind', kind, 'newsletters', newsletters, 'state', state,
          'madeAt', made_at, 'at', at) order by id), '[]') from letter where subscriber_id = s.id),
      'issues', (select coalesce(json_agg(json_build_object('issue', issue_id, 'state', state, 'at', at)), '[]')
        from recipient where subscriber_id = s.id)) as person
    from subscriber s where s.id = ${id}::uuid`.execute(store);
  return rows[0]?.person ?? null;
}

/**
 * Forgets a person: the row with the address, and with it subscriptions, consents and links. The books of issues and the
 * day's count of letters keep an id that leads nowhere. `isNeverAgain` keeps a keyed hash, so that nobody can sign that
 * address up again, not even its owner.
 */
export async function erasePerson(store: Store, id: string, isNeverAgain: boolean): Promise<void> {
  await store.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ email: string; mailbox: Buffer; device: string | null }>`
      delete from subscriber where id = ${id}::uuid returning email, mailbox, device`.execute(transaction);
    const [erased] = rows;
    if (!erased) return;
    await sql`delete from sign_up where lower(email) = lower(${erased.email})`.execute(transaction);
    await sql`delete from device_shown where device = ${erased.device}`.execute(transaction);
    if (!isNeverAgain) return;
    await sql`
      insert into suppression (mailbox, reason) values (${erased.mailbox}, 'erased')
        on conflict (mailbox) do update set reason = excluded.reason, at = clock_timestamp()`.execute(transaction);
  });
}
