import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** Longer than a link is good for: then nobody can confirm any more. */
const NEVER_CONFIRMED_DAYS = 4;
/** So long it can be shown that mails were asked for, and that they ended. */
const ENDED_DAYS = 365;

/** Forgets who never confirmed and who left long ago, and what was needed for a day only. */
export async function sweepMailing(store: Store): Promise<void> {
  await sql`
    delete from subscriber s where created_at < clock_timestamp() - make_interval(days => ${NEVER_CONFIRMED_DAYS})
      and not exists (
        select from subscription c where c.subscriber_id = s.id and (
          c.state = 'confirmed'
          or (c.state = 'asked' and c.asked_at > clock_timestamp() - make_interval(days => ${NEVER_CONFIRMED_DAYS}))
          or (c.confirmed_at is not null
              and greatest(c.ended_at, c.asked_at) > clock_timestamp() - make_interval(days => ${ENDED_DAYS}))))`.execute(
    store,
  );
  await sql`
    update letter set limit_key = null
      where limit_key is not null and made_at < clock_timestamp() - interval '1 day'`.execute(store);
  await sql`
    delete from letter where made_at < clock_timestamp() - interval '7 days'
      and state in ('sent', 'failed', 'dropped')`.execute(store);
  await sql`delete from mail_report where at < clock_timestamp() - interval '1 day'`.execute(store);
}
