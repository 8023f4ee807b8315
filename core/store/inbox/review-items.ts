import { sql } from "kysely";
import { timeText } from "../../clock.ts";
import { cutExcerpt, type InboxCount, type InboxItem, type InboxItemDetail, plainOf } from "../../news/inbox.ts";
import type { Store } from "../connect.ts";
import { noteAct } from "../people/audit-log.ts";
import { KEPT_DAYS } from "./keep-items.ts";

/** The review queue: what waits for an editor, and what somebody has already made something of. */

const SHOWN = 100;
const TAKEN_SHOWN = 20;
const TAKEN_HOURS = 24;

/** What waits, the newest first; then what was taken within a day, the last one first. */
export async function listItems(store: Store, source: string | null): Promise<InboxItem[]> {
  const of = () => (source === null ? shown(store) : shown(store).where("i.source_id", "=", source));
  const [waiting, taken] = await Promise.all([
    of()
      .where("i.state", "=", "new")
      .where("i.changed_at", ">", ago("days", KEPT_DAYS))
      .orderBy("i.changed_at", "desc")
      .orderBy("i.published_at", (order) => order.desc().nullsLast())
      .orderBy("i.place")
      .limit(SHOWN)
      .execute(),
    of()
      .where("i.state", "=", "taken")
      .where("i.handled_at", ">", ago("hours", TAKEN_HOURS))
      .orderBy("i.handled_at", "desc")
      .limit(TAKEN_SHOWN)
      .execute(),
  ]);
  return [...waiting, ...taken].map(itemOf);
}

/** Null: there is none. */
export async function readItem(store: Store, id: string): Promise<InboxItemDetail | null> {
  const row = await shown(store).select("i.body").where("i.id", "=", id).executeTakeFirst();
  return row ? { ...itemOf(row), standfirst: row.standfirst, body: plainOf(row.body) } : null;
}

/** How many wait, and when anything last changed. */
export async function countInbox(store: Store): Promise<InboxCount> {
  const { rows } = await sql<{ waiting: number; touchedAt: Date | null }>`
    select (select count(*)::int from inbox_item where state = 'new' and changed_at > ${ago("days", KEPT_DAYS)}) as waiting,
           (select max(touched_at) from inbox_item) as "touchedAt"`.execute(store);
  const { waiting = 0, touchedAt = null } = rows[0] ?? {};
  return { waiting, touchedAt: touchedAt && timeText(touchedAt.getTime()) };
}

/** Nobody wants these; or somebody does, after all. How many it was true of. */
export async function dismissItems(
  store: Store,
  { items, account, address, isUndone }: { items: string[]; account: string; address: string; isUndone: boolean },
): Promise<number> {
  return store.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: string }>`
      update inbox_item
        set state = ${isUndone ? "new" : "dismissed"}, touched_at = clock_timestamp(),
            handled_by = ${isUndone ? null : account},
            handled_at = case when ${isUndone} then null else clock_timestamp() end
        where id = any(${items}::uuid[]) and state = ${isUndone ? "dismissed" : "new"} and (not ${isUndone} or not is_withdrawn)
        returning id`.execute(transaction);
    const about = { items: rows.map(({ id }) => id) };
    if (rows.length > 0) {
      await noteAct(transaction, { account, address }, isUndone ? "item.restore" : "item.dismiss", about);
    }
    return rows.length;
  });
}

type Shown = Awaited<ReturnType<ReturnType<typeof shown>["execute"]>>[number];

function shown(store: Store) {
  return store
    .selectFrom("inbox_item as i")
    .innerJoin("inbox_source as s", "s.id", "i.source_id")
    .leftJoin("story", "story.id", "i.story_id")
    .select(["i.id", "i.source_id", "i.state", "i.version", "i.headline", "i.standfirst", "i.link", "i.published_at"])
    .select([
      "i.embargoed_until",
      "i.is_withdrawn",
      "i.changed_at",
      "i.handled_at",
      "i.draft_id",
      "i.story_id",
      "story.status",
      "s.name",
    ])
    .select([sql<string>`left(i.body, 600)`.as("beginning"), sql<string | null>`person_name(i.handled_by)`.as("by")]);
}

function itemOf(row: Shown): InboxItem {
  const { id, state, version, headline, standfirst, beginning, link, by, draft_id, story_id } = row;
  return {
    ...{ id, source: row.source_id, sourceName: row.name, state, version, headline, link },
    excerpt: cutExcerpt(standfirst || plainOf(beginning)),
    publishedAt: timeOf(row.published_at),
    embargoedUntil: timeOf(row.embargoed_until),
    isWithdrawn: row.is_withdrawn,
    at: timeText(row.changed_at.getTime()),
    ...(row.handled_at && by !== null && { by, handledAt: timeText(row.handled_at.getTime()) }),
    ...(draft_id !== null && { draft: draft_id }),
    ...(story_id !== null && { story: story_id, isOut: row.status === "published" }),
    ...(row.handled_at && row.changed_at > row.handled_at && { isChangedSince: true }),
  };
}

function timeOf(at: Date | null): string | null {
  return at && timeText(at.getTime());
}

function ago(unit: "days" | "hours", count: number) {
  return sql<Date>`clock_timestamp() - make_interval(${sql.raw(unit)} => ${count})`;
}
