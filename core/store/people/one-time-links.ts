import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../connect.ts";

/*
 * A link that lets one person in once: kept as a hash, good for a while, used up by the act that it is for and not by
 * being looked at (mail programs and scanners open every link they see).
 */

export type LinkPurpose = "first-run" | "invite" | "reset";

/** What a link is good for. Its account is null on the first run, when there is none yet. */
export interface OneTimeLink {
  purpose: LinkPurpose;
  account: string | null;
  email: string | null;
  name: string | null;
}

const LASTS_HOURS: Record<LinkPurpose, number> = { "first-run": 24, invite: 72, reset: 24 };

/** Makes a link's secret, 43 characters; earlier unused ones for the same account are void. */
export async function makeLink(store: Store, purpose: LinkPurpose, account: string | null): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await sql`
    delete from one_time_link where used_at is null and account_id is not distinct from ${account}::uuid
  `.execute(store);
  await sql`
    insert into one_time_link (hash, purpose, account_id, expires_at)
      values (${hashOf(secret)}, ${purpose}, ${account}::uuid,
              clock_timestamp() + ${LASTS_HOURS[purpose]} * interval '1 hour')`.execute(store);
  return secret;
}

/** Where a link leads. */
export function linkUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/desk/join?link=${secret}`;
}

/** What a link is good for now; null: for nothing. */
export async function readLink(store: Store, secret: string): Promise<OneTimeLink | null> {
  const { rows } = await sql<OneTimeLink>`
    select l.purpose, l.account_id as account, a.email, a.name
      from one_time_link l left join account a on a.id = l.account_id
     where l.hash = ${hashOf(secret)} and l.used_at is null and l.expires_at > clock_timestamp()
       and a.disabled_at is null`.execute(store);
  return rows[0] ?? null;
}

/** Uses a link up, in the transaction of what it is used for; null: it is good for nothing, or somebody was faster. */
export async function useLink(transaction: Store, secret: string): Promise<Omit<OneTimeLink, "email" | "name"> | null> {
  const { rows } = await sql<{ purpose: LinkPurpose; account: string | null }>`
    update one_time_link set used_at = clock_timestamp()
     where hash = ${hashOf(secret)} and used_at is null and expires_at > clock_timestamp()
    returning purpose, account_id as account`.execute(transaction);
  return rows[0] ?? null;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
