import { randomBytes, randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../../connect.ts";

/*
 * A sign-up in two steps. What is typed into a form becomes one row, the same for everybody, and that is all that its
 * sender waits for: so neither the answer nor its time tells whether an address is subscribed, was, or must not be
 * written to. A worker then takes the row and does what is right for that address, in one transaction. Neither step
 * needs Redis, and a worker that dies between them leaves the row to the next.
 */

export interface SignUp {
  email: string;
  /** Slugs; those that there are not, or not any more, are left out when it is taken. */
  newsletters: string[];
  /** The browser that asks; null: it named none. */
  device: string | null;
  /** What stood beside the button. */
  wording: string;
  /** By which form. */
  way: string;
}

/** Confirmation mails at most to one mailbox in a day, however often it is signed up. */
export const LETTERS_A_DAY = 3;
/** A mailbox where there was nobody may have come to be: after so long it is tried again, if somebody asks. */
const BOUNCED_FOR_DAYS = 30;

/** Keeps a sign-up for a worker to take. */
export async function keepSignUp(store: Store, signUp: SignUp): Promise<void> {
  await store
    .insertInto("sign_up")
    .values({ id: randomUUIDv7(), ...signUp })
    .execute();
}

/** What a worker has to know of an address, which the store cannot compute: see mailbox-key.ts. */
export interface SignUpKeys {
  mailbox(email: string): Buffer;
  limit(email: string): Buffer;
}

/** What became of a sign-up that was taken. */
export type TakenSignUp = "none left" | "confirm" | "known" | "too many" | "suppressed" | "no such newsletter";

/** Takes the oldest sign-up and does what is right for its address. */
export async function takeSignUp(store: Store, keys: SignUpKeys): Promise<TakenSignUp> {
  return store.transaction().execute(async (transaction) => {
    const { rows } = await sql<SignUp>`
      delete from sign_up where id = (select id from sign_up order by id limit 1 for update skip locked)
        returning email, newsletters, device, wording, way`.execute(transaction);
    const [signUp] = rows;
    return signUp ? enrol(transaction, signUp, keys) : "none left";
  });
}

async function enrol(transaction: Store, signUp: SignUp, keys: SignUpKeys): Promise<TakenSignUp> {
  const mailbox = keys.mailbox(signUp.email);
  const limitKey = keys.limit(signUp.email);
  // One sign-up of a mailbox at a time, so that its limit is exact.
  await sql`select pg_advisory_xact_lock(${limitKey.readBigInt64BE().toString()}::bigint)`.execute(transaction);
  if (await isSuppressed(transaction, mailbox)) return "suppressed";
  const wanted = await openAmong(transaction, signUp.newsletters);
  if (wanted.length === 0) return "no such newsletter";

  const subscriber = await subscriberOf(transaction, signUp.email, mailbox);
  const asked = await ask(transaction, subscriber, wanted, signUp);
  const kind = asked.length > 0 ? "confirm" : "known";
  const { rows } = await sql<{ kind: string }>`
    insert into letter (id, kind, subscriber_id, newsletters, device, limit_key)
      select ${randomUUIDv7()}::uuid, ${kind}, ${subscriber}::uuid, ${kind === "confirm" ? asked : wanted}::text[],
             ${signUp.device}::text, ${limitKey}::bytea
       where (select count(*) from letter
               where limit_key = ${limitKey}::bytea and made_at > clock_timestamp() - interval '1 day') < ${LETTERS_A_DAY}
         and (${kind} = 'confirm' or not exists (
               select from letter where limit_key = ${limitKey}::bytea and kind = 'known'
                 and made_at > clock_timestamp() - interval '1 day'))
      returning kind`.execute(transaction);
  return rows.length > 0 ? kind : "too many";
}

async function isSuppressed(transaction: Store, mailbox: Buffer): Promise<boolean> {
  const { rows } = await sql`
    select from suppression where mailbox = ${mailbox}
      and (reason <> 'bounced' or at > clock_timestamp() - make_interval(days => ${BOUNCED_FOR_DAYS}))`.execute(
    transaction,
  );
  return rows.length > 0;
}

async function openAmong(transaction: Store, slugs: string[]): Promise<string[]> {
  const { rows } = await sql<{ slug: string }>`
    select slug from newsletter where is_open and slug = any(${slugs}::text[]) order by position`.execute(transaction);
  return rows.map(({ slug }) => slug);
}

async function subscriberOf(transaction: Store, email: string, mailbox: Buffer): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into subscriber (id, email, mailbox, secret)
      values (${randomUUIDv7()}::uuid, ${email}, ${mailbox}, ${randomBytes(32)})
      on conflict (lower(email)) do update set mailbox = excluded.mailbox
      returning id`.execute(transaction);
  const [subscriber] = rows;
  if (!subscriber) throw new Error("a sign-up has no subscriber");
  return subscriber.id;
}

/** The newsletters among these that are to be confirmed now; that they were asked for is kept with the words shown. */
async function ask(
  transaction: Store,
  subscriber: string,
  wanted: string[],
  { wording, way }: SignUp,
): Promise<string[]> {
  const { rows } = await sql<{ newsletter: string }>`
    with asked as (
      insert into subscription (subscriber_id, newsletter, state, asked_at)
        select ${subscriber}::uuid, slug, 'asked', clock_timestamp() from unnest(${wanted}::text[]) slug
        on conflict (subscriber_id, newsletter) do update
          set state = 'asked', asked_at = excluded.asked_at where subscription.state <> 'confirmed'
        returning newsletter
    ), kept as (
      insert into consent (subscriber_id, newsletter, act, wording, way)
        select ${subscriber}::uuid, newsletter, 'asked', ${wording}, ${way} from asked
    )
    select newsletter from asked`.execute(transaction);
  return rows.map(({ newsletter }) => newsletter);
}
