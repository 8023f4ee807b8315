import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../../connect.ts";
import { hashOf } from "./letters.ts";

/** What a link that confirms leads to. `used` and `expired` are told apart only for whoever has the link. */
export type FoundConfirmation =
  | { state: "good"; email: string; newsletters: { slug: string; name: string; promise: string }[] }
  | { state: "used" | "expired" | "unknown" };

/** Looks at a link and does not use it up: mail programs and scanners open every link they see. */
export async function readConfirmation(store: Store, secret: string): Promise<FoundConfirmation> {
  const { rows } = await sql<{
    used: boolean;
    expired: boolean;
    email: string;
    newsletters: { slug: string; name: string; promise: string }[] | null;
  }>`
    select c.used_at is not null as used, c.expires_at <= clock_timestamp() as expired, s.email,
           (select json_agg(json_build_object('slug', n.slug, 'name', n.name, 'promise', n.promise) order by n.position)
              from newsletter n join subscription a on a.newsletter = n.slug and a.subscriber_id = s.id
             where n.slug = any(l.newsletters) and a.state = 'asked') as newsletters
      from confirmation c join letter l on l.id = c.letter_id join subscriber s on s.id = c.subscriber_id
     where c.hash = ${hashOf(secret)}`.execute(store);
  const [row] = rows;
  if (!row) return { state: "unknown" };
  if (row.used) return { state: "used" };
  if (row.expired) return { state: "expired" };
  return row.newsletters ? { state: "good", email: row.email, newsletters: row.newsletters } : { state: "used" };
}

export interface Confirmed {
  subscriber: { id: string; secret: Buffer };
  newsletters: { slug: string; name: string }[];
  /** The browser that confirmed is the one that had asked, and is this subscriber's device now. */
  isDeviceBound: boolean;
}

/** What stood beside the button, and by which way it came. */
export interface Consent {
  wording: string;
  way: string;
}

/**
 * Uses a link up, and with it every other of the same letter: what was asked for is confirmed, and a letter of welcome is
 * to be sent. Null: it is good for nothing, or somebody was faster. Whoever has the link reads that mailbox, so what was
 * said of it by a bounce no longer holds.
 */
export async function confirm(
  store: Store,
  secret: string,
  { wording, way, device }: Consent & { device: string | null },
): Promise<Confirmed | null> {
  return store.transaction().execute(async (transaction) => {
    const { rows: used } = await sql<{ subscriber: string; letter: string }>`
      update confirmation c set used_at = clock_timestamp()
        where letter_id = (select letter_id from confirmation
                            where hash = ${hashOf(secret)} and used_at is null and expires_at > clock_timestamp())
          and used_at is null
        returning subscriber_id as subscriber, letter_id as letter`.execute(transaction);
    const [link] = used;
    if (!link) return null;
    const newsletters = await confirmAsked(transaction, link, { wording, way });
    if (newsletters.length === 0) return null;
    const { rows } = await sql<{ id: string; secret: Buffer; isDeviceBound: boolean }>`
      update subscriber s set device = case when l.device = ${device}::text then l.device else s.device end
        from letter l where l.id = ${link.letter}::uuid and s.id = ${link.subscriber}::uuid
        returning s.id, s.secret, coalesce(l.device = ${device}::text, false) as "isDeviceBound"`.execute(transaction);
    const [subscriber] = rows;
    if (!subscriber) return null;
    await sql`
      delete from suppression where reason = 'bounced'
        and mailbox = (select mailbox from subscriber where id = ${link.subscriber}::uuid)`.execute(transaction);
    await sql`
      insert into letter (id, kind, subscriber_id, newsletters)
        values (${randomUUIDv7()}::uuid, 'welcome', ${link.subscriber}::uuid,
                ${newsletters.map(({ slug }) => slug)}::text[])`.execute(transaction);
    const { id, secret: owned, isDeviceBound } = subscriber;
    return { subscriber: { id, secret: owned }, newsletters, isDeviceBound };
  });
}

async function confirmAsked(
  transaction: Store,
  link: { subscriber: string; letter: string },
  { wording, way }: Consent,
): Promise<{ slug: string; name: string }[]> {
  const { rows } = await sql<{ slug: string; name: string }>`
    with confirmed as (
      update subscription c set state = 'confirmed', confirmed_at = clock_timestamp(), ended_at = null
        from letter l where l.id = ${link.letter}::uuid and c.subscriber_id = ${link.subscriber}::uuid
          and c.newsletter = any(l.newsletters) and c.state = 'asked' returning c.newsletter
    ), kept as (
      insert into consent (subscriber_id, newsletter, act, wording, way)
        select ${link.subscriber}::uuid, newsletter, 'confirmed', ${wording}, ${way} from confirmed
    )
    select slug, name from newsletter where slug in (select newsletter from confirmed) order by position`.execute(
    transaction,
  );
  return rows;
}
