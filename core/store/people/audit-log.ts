import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** Who does something, and from where. */
export interface Actor {
  /** Null: nobody that is known. */
  account: string | null;
  /** Null: on this machine itself. */
  address: string | null;
}

/** Whoever works at the machine that the paper runs on. */
export const OPERATOR: Actor = { account: "operator", address: null };

/** Writes one line; given a transaction, as part of it. */
export async function noteAct(store: Store, actor: Actor, act: string, about: object = {}): Promise<void> {
  await sql`select note_act(${actor.account}, ${act}, ${JSON.stringify(about)}::jsonb, ${actor.address})`.execute(
    store,
  );
}

/** A line of the log. */
export interface AuditLine {
  id: number;
  at: Date;
  account: string | null;
  name: string;
  act: string;
  about: Record<string, unknown>;
  address: string | null;
}

export interface AuditFilter {
  /** An account's id, or the name of a token. */
  account?: string | undefined;
  /** An act, or the area before its dot. */
  act?: string | undefined;
  /** Only lines with a smaller number. */
  before?: number | undefined;
  /** Only lines with a greater number, in rising order. */
  after?: number | undefined;
}

/** The newest first, or, with `after`, the oldest first. */
export async function readActs(store: Store, filter: AuditFilter, limit: number): Promise<AuditLine[]> {
  const { account, act, before, after } = filter;
  let query = store.selectFrom("audit_log").selectAll().limit(limit);
  if (account !== undefined) query = query.where("account", "=", account);
  if (act !== undefined) {
    query = query.where((is) => is.or([is("act", "=", act), is(sql`split_part(act, '.', 1)`, "=", act)]));
  }
  if (before !== undefined) query = query.where("id", "<", before);
  if (after !== undefined) query = query.where("id", ">", after);
  return query.orderBy("id", after === undefined ? "desc" : "asc").execute();
}

/** Every account that the log names, and every act, for whoever looks for one. */
export async function readActors(store: Store): Promise<{ account: string; name: string }[]> {
  const { rows } = await sql<{ account: string; name: string }>`
    select distinct on (account) account, name from audit_log where account is not null order by account, id desc
  `.execute(store);
  return rows;
}
