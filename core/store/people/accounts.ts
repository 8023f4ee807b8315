import { randomUUIDv7 } from "node:crypto";
import { type Expression, sql } from "kysely";
import type { Role } from "../../news/desk-role.ts";
import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "./audit-log.ts";
import { makeLink } from "./one-time-links.ts";

/*
 * Accounts, and every act that changes one: each is one transaction together with its line in the audit log and with the
 * end of the sessions that it ends. A paper always keeps an admin who can come in.
 */

/** Somebody who may use the desk. */
export interface Account {
  id: string;
  name: string;
  email: string;
  role: Role;
  hasSecondFactor: boolean;
  isDisabled: boolean;
}

/** As the list of people shows it. */
export interface ListedAccount extends Account {
  /** Has not set a password yet, or lost it by a reset. */
  isAwaited: boolean;
  lastSeenAt: Date | null;
}

export type Changed = "done" | "missing" | "last-admin";

export async function isEnabled(store: Store, id: string): Promise<boolean> {
  const row = await store.selectFrom("account").select("disabled_at").where("id", "=", id).executeTakeFirst();
  return row !== undefined && row.disabled_at === null;
}

export async function hasAccounts(store: Store): Promise<boolean> {
  return (await store.selectFrom("account").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Null: no account has this e-mail address. */
export async function readAccountByEmail(store: Store, email: string): Promise<Account | null> {
  return (await accounts(store).where("email", "=", email.trim().toLowerCase()).executeTakeFirst()) ?? null;
}

/** By name. */
export async function listAccounts(store: Store): Promise<ListedAccount[]> {
  return accounts(store)
    .select((row) => [
      row
        .not(row.exists(row.selectFrom("credential").select("id").whereRef("credential.account_id", "=", "account.id")))
        .$castTo<boolean>()
        .as("isAwaited"),
      row
        .selectFrom("session")
        .select((seen) => seen.fn.max("updated_at").as("at"))
        .whereRef("session.account_id", "=", "account.id")
        .$castTo<Date | null>()
        .as("lastSeenAt"),
    ])
    .orderBy("name")
    .execute();
}

/** Makes an account and the link by which its person comes in; null: the e-mail address has one already. */
export async function inviteAccount(
  store: Store,
  actor: Actor,
  { email, name, role }: { email: string; name: string; role: Role },
): Promise<{ id: string; secret: string } | null> {
  return store.transaction().execute(async (transaction) => {
    const made = await transaction
      .insertInto("account")
      .values({ id: randomUUIDv7(), email: email.trim().toLowerCase(), name: name.trim(), role })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!made) return null;
    await noteAct(transaction, actor, "people.invite", { account: made.id, role });
    return { id: made.id, secret: await makeLink(transaction, "invite", made.id) };
  });
}

/** Another role, also for the tokens; whoever is signed in has to sign in again. */
export function setRole(store: Store, actor: Actor, id: string, role: Role): Promise<Changed> {
  return change(store, actor, id, "people.role", { role }, async (transaction) => {
    await transaction.updateTable("account").set({ role }).where("id", "=", id).execute();
  });
}

/** Shut out, tokens and links included, until `enableAccount`. */
export function disableAccount(store: Store, actor: Actor, id: string): Promise<Changed> {
  return change(store, actor, id, "people.disable", {}, async (transaction) => {
    await transaction.updateTable("account").set({ disabled_at: moment() }).where("id", "=", id).execute();
  });
}

export function enableAccount(store: Store, actor: Actor, id: string): Promise<Changed> {
  return change(store, actor, id, "people.enable", {}, async (transaction) => {
    await transaction.updateTable("account").set({ disabled_at: null }).where("id", "=", id).execute();
  });
}

/** Takes password and second factor away and makes the link by which they are set anew; null: no such account. */
export async function resetAccount(store: Store, actor: Actor, id: string): Promise<string | null> {
  return store.transaction().execute(async (transaction) => {
    const found = await transaction
      .selectFrom("account")
      .select("id")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (!found) return null;
    await forgetSecrets(transaction, id);
    await noteAct(transaction, actor, "people.reset", { account: id });
    return makeLink(transaction, "reset", id);
  });
}

/** In a transaction: nobody comes in by what was set up before. */
export async function forgetSecrets(transaction: Store, id: string): Promise<void> {
  await transaction.deleteFrom("session").where("account_id", "=", id).execute();
  await transaction.deleteFrom("credential").where("account_id", "=", id).execute();
  await transaction.deleteFrom("second_factor").where("account_id", "=", id).execute();
  await transaction.updateTable("account").set({ two_factor: false }).where("id", "=", id).execute();
}

async function change(
  store: Store,
  actor: Actor,
  id: string,
  act: string,
  about: object,
  write: (transaction: Store) => Promise<void>,
): Promise<Changed> {
  try {
    return await store.transaction().execute(async (transaction) => {
      // All admins are locked, in order, so that two who remove each other cannot both succeed.
      await sql`select id from account where role = 'admin' or id = ${id} order by id for update`.execute(transaction);
      const admins = await countAdmins(transaction);
      const before = await accounts(transaction).where("id", "=", id).executeTakeFirst();
      if (!before) return "missing";
      await write(transaction);
      if (admins > 0 && (await countAdmins(transaction)) === 0) throw new LastAdmin();
      await transaction.deleteFrom("session").where("account_id", "=", id).execute();
      await noteAct(transaction, actor, act, { account: id, ...about });
      return "done";
    });
  } catch (failure) {
    if (failure instanceof LastAdmin) return "last-admin";
    throw failure;
  }
}

class LastAdmin extends Error {}

async function countAdmins(transaction: Store): Promise<number> {
  const { count } = await transaction
    .selectFrom("account")
    .select((row) => row.fn.countAll<number>().as("count"))
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

function accounts(store: Store) {
  return store
    .selectFrom("account")
    .select((row) => [
      ...(["id", "name", "email", "role", "two_factor as hasSecondFactor"] as const),
      row("disabled_at", "is not", null).$castTo<boolean>().as("isDisabled"),
    ]);
}

/** The database's clock. */
function moment(): Expression<Date> {
  return sql<Date>`clock_timestamp()`;
}
