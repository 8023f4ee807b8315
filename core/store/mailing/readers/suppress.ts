import { sql } from "kysely";
import type { Store } from "../../connect.ts";

/** What a mail server or service said of a mailbox. */
export type Suppressing = "bounced" | "complained";

/**
 * Nobody writes to this subscriber's mailbox any more, and all its subscriptions have ended, in one statement. A
 * complaint is not softened by a bounce. False: nobody has this id.
 */
export async function suppressSubscriber(store: Store, id: string, reason: Suppressing): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    with known as (select id, mailbox from subscriber where id = ${id}::uuid),
    suppressed as (
      insert into suppression (mailbox, reason) select mailbox, ${reason} from known
        on conflict (mailbox) do update set reason = excluded.reason, at = clock_timestamp()
          where suppression.reason = 'bounced'),
    ended as (
      update subscription set state = 'ended', ended_at = clock_timestamp()
        where subscriber_id in (select id from known) and state <> 'ended' returning newsletter),
    kept as (
      insert into consent (subscriber_id, newsletter, act, wording, way)
        select ${id}::uuid, newsletter, 'ended', '', ${reason} from ended)
    select exists (select from known) as known`.execute(store);
  return rows[0]?.known ?? false;
}

/** The same for a mailbox, whether or not a subscriber has it. */
export async function suppressMailbox(store: Store, mailbox: Buffer, reason: Suppressing): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from subscriber where mailbox = ${mailbox}`.execute(store);
  const [subscriber] = rows;
  if (subscriber) return void (await suppressSubscriber(store, subscriber.id, reason));
  await sql`
    insert into suppression (mailbox, reason) values (${mailbox}, ${reason})
      on conflict (mailbox) do update set reason = excluded.reason, at = clock_timestamp()
        where suppression.reason = 'bounced'`.execute(store);
}
