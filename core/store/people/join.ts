import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../connect.ts";
import { forgetSecrets, hasAccounts } from "./accounts.ts";
import { noteAct } from "./audit-log.ts";
import { makeLink, useLink } from "./one-time-links.ts";

/** What whoever follows a one-time link says of itself. */
export interface Joining {
  name: string;
  /** Counts on the first run alone: an invited account has its address. */
  email: string;
  passwordHash: string;
  address: string;
}

/** The link by which the first admin comes in; null: the paper has accounts. */
export async function makeFirstRunLink(store: Store): Promise<string | null> {
  return store.transaction().execute(async (transaction) => {
    await lockFirstRun(transaction);
    return (await hasAccounts(transaction)) ? null : makeLink(transaction, "first-run", null);
  });
}

/**
 * Uses a link up: the account it is for has this name and password from now on, and nothing that was set up before. All
 * of it or nothing. Answers the e-mail address; null: the link is good for nothing (any more).
 */
export async function join(store: Store, secret: string, joining: Joining): Promise<string | null> {
  const { name, address } = joining;
  return store.transaction().execute(async (transaction) => {
    const link = await useLink(transaction, secret);
    if (!link) return null;
    const id = link.account ?? (await makeFirstAdmin(transaction, joining));
    if (id === null) return null;
    const account = await transaction
      .updateTable("account")
      .set({ name: name.trim() })
      .where("id", "=", id)
      .where("disabled_at", "is", null)
      .returning("email")
      .executeTakeFirst();
    if (!account) return null;
    await forgetSecrets(transaction, id);
    await sql`
      insert into credential (id, account_id, provider, provider_account, password, created_at, updated_at)
        values (${randomUUIDv7()}, ${id}, 'credential', ${id}, ${joining.passwordHash},
                clock_timestamp(), clock_timestamp())`.execute(transaction);
    await noteAct(transaction, { account: id, address }, "people.join", { by: link.purpose });
    return account.email;
  });
}

/** Null: somebody was faster; two links of two first runs make one admin. */
async function makeFirstAdmin(transaction: Store, { name, email }: Joining): Promise<string | null> {
  await lockFirstRun(transaction);
  if (await hasAccounts(transaction)) return null;
  const id = randomUUIDv7();
  const account = { id, email: email.trim().toLowerCase(), name: name.trim(), role: "admin" as const };
  await transaction.insertInto("account").values(account).execute();
  return id;
}

async function lockFirstRun(transaction: Store): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('first run', 0))`.execute(transaction);
}
