import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** Whom a second factor is asked of: who has given the password under this name of a challenge; null: nobody (any more). */
export async function readChallenged(
  store: Store,
  challenge: string,
): Promise<{ account: string; email: string } | null> {
  const { rows } = await sql<{ account: string; email: string }>`
    select a.id as account, a.email
      from verification v join account a on a.id::text = v.value
     where v.identifier = ${challenge} and v.expires_at > clock_timestamp()`.execute(store);
  return rows[0] ?? null;
}

/**
 * Takes a code for being tried; false: it was tried before, whoever did so. A code is good for a minute and a half, and
 * RFC 6238 (5.2) lets it count once, so that one who looked over a shoulder comes too late.
 */
export async function spendCode(store: Store, account: string, code: string): Promise<boolean> {
  const { rows } = await sql`
    insert into spent_code (account_id, hash) values (${account}::uuid, ${createHash("sha256").update(code).digest()})
      on conflict (account_id, hash) do update set at = excluded.at
        where spent_code.at < clock_timestamp() - interval '5 minutes'
    returning true`.execute(store);
  return rows.length > 0;
}

/** A second factor that is set up but not confirmed yet, sealed; null: there is none. */
export async function readPendingSecret(store: Store, account: string): Promise<string | null> {
  const { rows } = await sql<{ secret: string }>`
    select secret from second_factor where account_id = ${account}::uuid and not verified`.execute(store);
  return rows[0]?.secret ?? null;
}
