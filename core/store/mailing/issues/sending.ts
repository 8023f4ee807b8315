import { sql } from "kysely";
import type { IssueReceipt } from "../../../news/newsletter.ts";
import type { Store } from "../../connect.ts";

/** Both ends of sending.sql: what workers ask of the rows of recipients. */

/** A recipient in hand: whose mail it is, and how long its turn in the one rate is still away. */
export interface Claimed {
  issue: string;
  subscriber: string;
  claim: string;
  waitMs: number;
}

export interface Claim {
  /** Made anew for each batch. */
  id: string;
  limit: number;
  leaseMs: number;
  /** Unless the desk has set another rate. */
  perSecond: number;
  /** Turns are given out so far ahead. */
  aheadMs: number;
}

/** A batch of recipients; empty: nothing is to be done, or no turn is free. */
export async function claimMails(store: Store, claim: Claim): Promise<Claimed[]> {
  const { id, limit, leaseMs, perSecond, aheadMs } = claim;
  const { rows } = await sql<{ issue: string; subscriber: string; wait_ms: number }>`
    select issue, subscriber, wait_ms from claim_mails(${id}::uuid, ${limit}::int, ${leaseMs}::int,
      ${perSecond}::float8, ${aheadMs}::int) order by wait_ms`.execute(store);
  return rows.map(({ issue, subscriber, wait_ms }) => ({ issue, subscriber, claim: id, waitMs: wait_ms }));
}

/** What the last look before a mail leaves says of it. */
export type Begun =
  | { word: "go"; email: string; secret: Buffer; content: string; attempts: number }
  | { word: "lost" | "waits" | "suppressed" };

/** Notes that a mail may leave from now on, if everything still speaks for it. Asked again it looks again. */
export async function beginMail(
  store: Store,
  { issue, subscriber, claim }: Omit<Claimed, "waitMs">,
  { leaseMs, timeZone }: { leaseMs: number; timeZone: string },
): Promise<Begun> {
  const { rows } = await sql<Begun>`
    select word, email, secret, content, attempts from begin_mail(
      ${issue}::uuid, ${subscriber}::uuid, ${claim}::uuid, ${leaseMs}::int, ${timeZone})`.execute(store);
  const [begun] = rows;
  if (!begun) throw new Error("begin_mail gave no row");
  return begun;
}

/** What became of a mail; `later`: it has not left, and is tried again. */
export type Settlement =
  | { word: "sent" }
  | { word: "failed" | "doubtful"; reason: string }
  | { word: "later"; reason: string; retryMs: number };

/** False: the claim was lost meanwhile, and what became of the mail is not this one's to say. */
export async function settleMail(
  store: Store,
  { issue, subscriber, claim }: Omit<Claimed, "waitMs">,
  settlement: Settlement,
): Promise<boolean> {
  const { reason, retryMs } = { reason: null, retryMs: null, ...settlement };
  const { rows } = await sql<{ settled: boolean }>`
    select settle_mail(${issue}::uuid, ${subscriber}::uuid, ${claim}::uuid, ${settlement.word}, ${reason},
      ${retryMs}::float8) as settled`.execute(store);
  return rows[0]?.settled ?? false;
}

/** Frees what nobody has in hand any more, names what is doubtful, and ends issues of which nothing is left to do. */
export async function sweepMails(store: Store): Promise<{ freed: number; doubted: number; finished: number }> {
  const { rows } = await sql<{ freed: number; doubted: number; finished: number }>`
    select freed, doubted, finished from sweep_mails()`.execute(store);
  return rows[0] ?? { freed: 0, doubted: 0, finished: 0 };
}

/** Whether any worker has, or will have, a mail to send. */
export async function hasMailsToSend(store: Store): Promise<boolean> {
  const row = await store.selectFrom("issue").select("id").where("state", "=", "sending").limit(1).executeTakeFirst();
  return row !== undefined;
}

/** The books of an issue in one statement, so they add up; null: it is no issue of this newsletter. */
export async function readReceipt(store: Store, newsletter: string, issue: string): Promise<IssueReceipt | null> {
  const { rows } = await sql<IssueReceipt>`
    select b.* from issue i cross join lateral (
      select ${books} from recipient where issue_id = i.id) b
      where i.id = ${issue}::uuid and i.newsletter = ${newsletter}`.execute(store);
  return rows[0] ?? null;
}

/** Of any rows of `recipient`, how many there are of each kind. */
export const books = sql`
  count(*)::int as recipients,
  count(*) filter (where state = 'pending')::int as pending,
  count(*) filter (where state in ('claimed', 'sending'))::int as "inFlight",
  count(*) filter (where state = 'sent')::int as sent,
  count(*) filter (where state = 'failed')::int as failed,
  count(*) filter (where state = 'suppressed')::int as suppressed,
  count(*) filter (where state = 'doubtful')::int as doubtful`;

/** A mail of which nobody knows whether it left, and nobody has decided yet. */
export interface Doubt {
  subscriber: string;
  /** Null: the person was erased. */
  email: string | null;
  at: Date;
  reason: string;
}

export async function listDoubts(store: Store, issue: string): Promise<Doubt[]> {
  const { rows } = await sql<Doubt>`
    select r.subscriber_id as subscriber, p.email, r.at, coalesce(r.reason, '') as reason
      from recipient r left join subscriber p on p.id = r.subscriber_id
      where r.issue_id = ${issue}::uuid and r.state = 'doubtful' and r.reason is distinct from 'left as it is'
      order by r.at, r.subscriber_id`.execute(store);
  return rows;
}

/** A person decides of a doubtful mail: once more, or not. */
export async function decideDoubt(
  store: Store,
  { issue, subscriber, again }: { issue: string; subscriber: string; again: boolean },
  { account, address }: { account: string; address: string },
): Promise<"decided" | "missing" | "not_doubtful"> {
  const { rows } = await sql<{ word: "decided" | "missing" | "not_doubtful" }>`
    select decide_doubt(${issue}::uuid, ${subscriber}::uuid, ${again}, ${account}, ${address}) as word`.execute(store);
  return rows[0]?.word ?? "missing";
}

/** The rate that the desk has set; null: the configuration's holds. */
export async function readMailRate(store: Store): Promise<number | null> {
  const row = await store.selectFrom("mail_rate").select("per_second").executeTakeFirstOrThrow();
  return row.per_second;
}

export async function setMailRate(store: Store, perSecond: number | null): Promise<void> {
  await store.updateTable("mail_rate").set({ per_second: perSecond }).execute();
}
