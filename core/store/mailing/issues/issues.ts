import { type Selectable, sql } from "kysely";
import type { IssueReceipt } from "../../../news/newsletter.ts";
import type { WireHead } from "../../../news/wire-event.ts";
import type { Store } from "../../connect.ts";
import type { IssueTable } from "../mailing-schema.ts";
import { books } from "./sending.ts";

export type Issue = Selectable<IssueTable>;

/** What an issue says, whoever made it. */
export interface IssueText {
  newsletter: string;
  subject: string;
  /** Markdown. */
  intro: string;
  storyIds: string[];
}

export interface IssueToPost extends IssueText {
  id: string;
  account: string;
  address: string;
  key: string;
  hash: Buffer;
  origin: string;
  sendAt: Date | null;
  seen: WireHead;
}

export type PostIssueOutcome =
  | { outcome: "accepted" | "replayed"; answer: string; seq: number | null }
  | { outcome: "key_reused" };

/** A whole issue by one request: see post_issue in issue.sql. */
export async function postIssue(store: Store, issue: IssueToPost): Promise<PostIssueOutcome> {
  const { id, newsletter, subject, intro, storyIds, account, address, key, hash, origin, sendAt, seen } = issue;
  const { rows } = await sql<PostIssueOutcome>`
    select outcome, answer, seq from post_issue(${account}, ${key}, ${hash}, ${origin}, ${id}::uuid, ${newsletter},
      ${subject}, ${intro}, ${storyIds}::uuid[], ${sendAt}::timestamptz, ${seen.epoch}, ${seen.top}::bigint,
      ${address})`.execute(store);
  const [outcome] = rows;
  if (!outcome) throw new Error("post_issue gave no row");
  return outcome;
}

export type StartWord = "started" | "missing" | "not_waiting" | "stale" | "empty";

export interface IssueToStart {
  issue: string;
  origin: string;
  seen: WireHead | null;
  /** Nobody's mail begins earlier. */
  waitMs?: number;
  /** The issue as whoever starts it has seen it; left out: as it stands. */
  version?: number;
  /** Left out: its time has come by itself. */
  by?: { account: string; address: string };
}

/** Snapshots who is subscribed and puts the issue on the wire: see start_issue in issue.sql. */
export async function startIssue(
  store: Store,
  { issue, origin, seen, waitMs = 0, version, by }: IssueToStart,
): Promise<{ word: StartWord; seq: number | null }> {
  const { rows } = await sql<{ word: StartWord; seq: number | null }>`
    select word, seq from start_issue(${issue}::uuid, ${origin}, ${waitMs}::int, ${seen?.epoch ?? null},
      ${seen?.top ?? null}::bigint, ${version ?? null}::int, ${by?.account ?? null}, ${by?.address ?? null})`.execute(
    store,
  );
  const [started] = rows;
  if (!started) throw new Error("start_issue gave no row");
  return started;
}

/** Issues whose time has come. */
export async function dueIssues(store: Store): Promise<{ id: string; isAlert: boolean }[]> {
  const { rows } = await sql<{ id: string; isAlert: boolean }>`
    select id, alert_story is not null as "isAlert" from issue
      where state = 'scheduled' and send_at <= clock_timestamp() order by send_at, id limit 50`.execute(store);
  return rows;
}

export async function turnIssue(
  store: Store,
  { issue, to }: { issue: string; to: "paused" | "sending" | "cancelled" },
  { account, address }: { account: string; address: string },
): Promise<"turned" | "missing" | "not_so"> {
  const { rows } = await sql<{ word: "turned" | "missing" | "not_so" }>`
    select turn_issue(${issue}::uuid, ${to}, ${account}, ${address}) as word`.execute(store);
  return rows[0]?.word ?? "missing";
}

/** Null: there is none. */
export async function readIssue(store: Store, id: string): Promise<Issue | null> {
  return (await store.selectFrom("issue").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Issues that went out, the newest first. An alert's is its story, and not listed. */
export async function listPastIssues(store: Store, newsletter: string, limit: number): Promise<Issue[]> {
  return store
    .selectFrom("issue")
    .selectAll()
    .where("newsletter", "=", newsletter)
    .where("seq", "is not", null)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
}

export interface ListedIssue extends IssueReceipt {
  id: string;
  newsletter: string;
  state: Issue["state"];
  subject: string;
  version: number;
  by: string;
  createdAt: Date;
  sendAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  remark: string | null;
  /** Doubtful ones that nobody has decided. */
  undecided: number;
}

/** Those that go out, are paused, or have ended within the last minute. */
export async function issuesUnderWay(store: Store): Promise<ListedIssue[]> {
  const { rows } = await sql<{ id: string }>`
    select id from issue where state in ('sending', 'paused')
       or (started_at is not null and ended_at > clock_timestamp() - interval '1 minute')`.execute(store);
  return rows.length > 0
    ? listIssues(
        store,
        rows.length,
        rows.map(({ id }) => id),
      )
    : [];
}

/** Of every state, with their books, the newest first; with `ids` only those. */
export async function listIssues(store: Store, limit: number, ids: string[] | null = null): Promise<ListedIssue[]> {
  const { rows } = await sql<ListedIssue>`
    select i.id, i.newsletter, i.state, i.subject, i.version, person_name(i.author) as by, i.created_at as "createdAt",
           i.send_at as "sendAt", i.started_at as "startedAt", i.ended_at as "endedAt", i.remark, b.*
      from (select * from issue where ${ids}::uuid[] is null or id = any(${ids}::uuid[])
              order by created_at desc limit ${limit}) i
      cross join lateral (
        select ${books}, count(*) filter (
          where state = 'doubtful' and reason is distinct from 'left as it is')::int as undecided
          from recipient where issue_id = i.id) b
      order by i.created_at desc`.execute(store);
  return rows;
}

export interface DraftIssue extends IssueText {
  id: string;
  /** The version that this makes. */
  version: number;
  account: string;
}

/** Keeps a draft, or a scheduled issue, if it is the next version; null: it is not, or it has been started. */
export async function saveIssue(store: Store, draft: DraftIssue): Promise<Issue | null> {
  const { id, version, newsletter, subject, intro, storyIds, account } = draft;
  const { rows } = await sql<Issue>`
    insert into issue as i (id, newsletter, state, subject, intro, story_ids, author, version)
      values (${id}::uuid, ${newsletter}, 'draft', ${subject}, ${intro}, ${storyIds}::uuid[], ${account}, ${version})
      on conflict (id) do update set version = excluded.version, newsletter = excluded.newsletter,
          subject = excluded.subject, intro = excluded.intro, story_ids = excluded.story_ids
        where i.state in ('draft', 'scheduled') and (i.version = excluded.version - 1
          or (i.version = excluded.version and i.subject = excluded.subject and i.intro = excluded.intro
              and i.story_ids = excluded.story_ids and i.newsletter = excluded.newsletter))
      returning *`.execute(store);
  return rows[0] ?? null;
}

/** A draft waits for its hour, or no longer does. False: it is no draft of this version any more. */
export async function scheduleIssue(store: Store, id: string, version: number, sendAt: Date | null): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("issue")
    .set({ state: sendAt ? "scheduled" : "draft", send_at: sendAt })
    .where("id", "=", id)
    .where("version", "=", version)
    .where("state", "in", ["draft", "scheduled"])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
