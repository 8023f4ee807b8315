import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../../connect.ts";

/*
 * Mails to one person, as rows: pending → sending (a lease) → sent, failed or dropped. Unlike an issue's they are sent
 * again when a worker dies over one, because a second mail to confirm harms nobody and a missing one loses a reader.
 *
 * A link that confirms is made when its mail is: the store keeps its hash alone, and each attempt has its own, so also
 * the link of a mail that left unnoticed is good.
 */

export interface Letter {
  id: string;
  kind: "confirm" | "known" | "welcome";
  newsletters: { slug: string; name: string; promise: string }[];
  attempts: number;
  subscriber: { id: string; email: string; secret: Buffer };
}

/** Longer than the longest that a relay may take for one mail (connect-mail.ts). */
const LEASE_SECONDS = 90;
const ATTEMPTS = 8;
export const CONFIRM_WITHIN_DAYS = 3;

/** What is to be sent now: this worker's for 90 s. Null: nothing is. Whoever must not be written to any more is dropped. */
export async function claimLetter(store: Store): Promise<Letter | null> {
  for (;;) {
    const { rows } = await sql<{ id: string }>`
      update letter set state = 'sending', attempts = attempts + 1,
             lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
        where id = (
          select id from letter where state in ('pending', 'sending') and not_before <= clock_timestamp()
              and (state = 'pending' or lease_until < clock_timestamp())
            order by not_before limit 1 for update skip locked)
        returning id`.execute(store);
    const [claimed] = rows;
    if (!claimed) return null;
    const letter = await readClaimed(store, claimed.id);
    if (letter) return letter;
    await sql`
      update letter set state = 'dropped', at = clock_timestamp(), reason = 'not wanted any more', lease_until = null
        where id = ${claimed.id}::uuid`.execute(store);
  }
}

/** A letter that still has a reader: somebody who is there, may be written to, and whose newsletters still stand so. */
async function readClaimed(store: Store, id: string): Promise<Letter | null> {
  const { rows } = await sql<Omit<Letter, "subscriber"> & { subscriberId: string; email: string; secret: Buffer }>`
    select l.id, l.kind, l.attempts, s.id as "subscriberId", s.email, s.secret,
           (select json_agg(json_build_object('slug', n.slug, 'name', n.name, 'promise', n.promise) order by n.position)
              from newsletter n join subscription c on c.newsletter = n.slug and c.subscriber_id = s.id
             where n.slug = any(l.newsletters)
               and c.state = case l.kind when 'confirm' then 'asked' else 'confirmed' end) as newsletters
      from letter l join subscriber s on s.id = l.subscriber_id
     where l.id = ${id}::uuid and not exists (
       select from suppression p where p.mailbox = s.mailbox and not (p.reason = 'bounced' and l.kind = 'confirm'))`.execute(
    store,
  );
  const [row] = rows;
  if (!row?.newsletters) return null;
  const { subscriberId, email, secret, ...letter } = row;
  return { ...letter, subscriber: { id: subscriberId, email, secret } };
}

/** A new link for this letter: the secret that its mail carries. */
export async function makeConfirmation(store: Store, { id, subscriber }: Letter): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await sql`
    insert into confirmation (hash, letter_id, subscriber_id, expires_at)
      values (${hashOf(secret)}, ${id}::uuid, ${subscriber.id}::uuid,
              clock_timestamp() + make_interval(days => ${CONFIRM_WITHIN_DAYS}))`.execute(store);
  return secret;
}

export function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

export async function letterSent(store: Store, id: string): Promise<void> {
  await sql`
    update letter set state = 'sent', at = clock_timestamp(), lease_until = null where id = ${id}::uuid`.execute(store);
}

/** It could not be sent now: again after half a minute, a minute, two … and not for ever. */
export async function letterLater(store: Store, id: string, reason: string): Promise<void> {
  await sql`
    update letter set lease_until = null, reason = ${reason},
           state = case when attempts >= ${ATTEMPTS} then 'failed' else 'pending' end,
           at = case when attempts >= ${ATTEMPTS} then clock_timestamp() end,
           not_before = clock_timestamp() + least(3600, 15 * 2 ^ attempts) * interval '1 second'
      where id = ${id}::uuid`.execute(store);
}

/** It will never be sent. */
export async function letterFailed(store: Store, id: string, reason: string): Promise<void> {
  await sql`
    update letter set state = 'failed', at = clock_timestamp(), lease_until = null, reason = ${reason}
      where id = ${id}::uuid`.execute(store);
}
