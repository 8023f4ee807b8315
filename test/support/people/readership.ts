import { sql } from "kysely";
import type { Store } from "../../../core/store/connect.ts";

/** Confirmed subscribers, straight into the rows; addresses are reader-N@readers.test. No slot of today is filled. */
export async function fillReadership(store: Store, newsletter: string, count: number, first = 1): Promise<void> {
  await sql`update newsletter set since = clock_timestamp()`.execute(store);
  await sql`
    with people as (
      insert into subscriber (id, email, mailbox, secret)
        select gen_random_uuid(), 'reader-' || n || '@readers.test', sha256(convert_to('mailbox ' || n, 'UTF8')),
               sha256(convert_to('secret ' || n, 'UTF8'))
          from generate_series(${first}::int, ${first + count - 1}::int) n
          on conflict (mailbox) do update set email = excluded.email
        returning id)
    insert into subscription (subscriber_id, newsletter, state, asked_at, confirmed_at)
      select id, ${newsletter}, 'confirmed', clock_timestamp(), clock_timestamp() from people
      on conflict (subscriber_id, newsletter) do update set state = 'confirmed'`.execute(store);
}

/** As the reader's own click does it. */
export async function endSubscription(store: Store, newsletter: string, email: string): Promise<void> {
  await sql`
    update subscription set state = 'ended', ended_at = clock_timestamp()
      where newsletter = ${newsletter} and subscriber_id = (select id from subscriber where email = ${email})`.execute(
    store,
  );
}
