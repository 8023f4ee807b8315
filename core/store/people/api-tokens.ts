import { createHash, randomBytes, randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Role, Scope } from "../../news/desk-role.ts";
import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "./audit-log.ts";

/** Whose token it is, and what it may be used for. */
export interface TokenHolder {
  /** The token's id. */
  token: string;
  id: string;
  name: string;
  email: string;
  role: Role;
  hasSecondFactor: boolean;
  scopes: Scope[];
}

/** A token as the list of its owner shows it; its secret is nowhere. */
export interface ListedToken {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  usedAt: Date | null;
}

/** Makes a token of this account. Its secret is told here and never again. */
export async function createToken(
  store: Store,
  actor: Actor & { account: string },
  { name, scopes }: { name: string; scopes: Scope[] },
): Promise<string> {
  const secret = `london_${randomBytes(32).toString("base64url")}`;
  const id = randomUUIDv7();
  await store.transaction().execute(async (transaction) => {
    const row = { id, hash: hashOf(secret), account_id: actor.account, name, scopes };
    await transaction.insertInto("api_token").values(row).execute();
    await noteAct(transaction, actor, "token.create", { token: id, name, scopes });
  });
  return secret;
}

/** Revokes a token, of this owner unless that is null; false: there is no such one in force. */
export async function revokeToken(store: Store, actor: Actor, id: string, owner: string | null): Promise<boolean> {
  return store.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ account: string }>`
      update api_token set revoked_at = clock_timestamp()
       where id = ${id}::uuid and revoked_at is null and account_id = coalesce(${owner}::uuid, account_id)
      returning account_id as account`.execute(transaction);
    if (rows[0]) await noteAct(transaction, actor, "token.revoke", { token: id, account: rows[0].account });
    return rows.length > 0;
  });
}

/** Those in force, the newest first. */
export async function listTokens(store: Store, account: string): Promise<ListedToken[]> {
  return store
    .selectFrom("api_token")
    .select(["id", "name", "scopes", "created_at as createdAt", "used_at as usedAt"])
    .where("account_id", "=", account)
    .where("revoked_at", "is", null)
    .orderBy("id", "desc")
    .execute();
}

/** Everybody's that are in force, by their owners' names. */
export async function listAllTokens(store: Store): Promise<(ListedToken & { owner: string })[]> {
  return store
    .selectFrom("api_token as token")
    .innerJoin("account", "account.id", "token.account_id")
    .select(["token.id", "token.name", "scopes", "token.created_at as createdAt", "used_at as usedAt"])
    .select("account.name as owner")
    .where("revoked_at", "is", null)
    .orderBy("owner")
    .orderBy("token.id")
    .execute();
}

/** Null: nobody's, revoked, or of somebody who is disabled. Notes that it was used, once a minute at most. */
export async function readTokenHolder(store: Store, secret: string): Promise<TokenHolder | null> {
  const hash = hashOf(secret);
  const { rows } = await sql<TokenHolder>`
    with used as (
      update api_token set used_at = clock_timestamp()
       where hash = ${hash} and revoked_at is null
         and coalesce(used_at, '-infinity') < clock_timestamp() - interval '1 minute')
    select t.id as token, a.id, a.name, a.email, a.role, a.two_factor as "hasSecondFactor", t.scopes
      from api_token t join account a on a.id = t.account_id
     where t.hash = ${hash} and t.revoked_at is null and a.disabled_at is null`.execute(store);
  return rows[0] ?? null;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
