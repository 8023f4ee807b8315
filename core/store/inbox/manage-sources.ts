import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { timeText } from "../../clock.ts";
import type { InboxSource } from "../../news/inbox.ts";
import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "../people/audit-log.ts";
import { KEPT_DAYS } from "./keep-items.ts";

/** What whoever looks after a source says about it. */
export interface SourceSettings {
  name: string;
  url: string;
  section: string;
  everySeconds: number;
  isEnabled: boolean;
}

/** A source with all that is known of how it goes. */
export interface ListedSource extends SourceSettings {
  id: string;
  kind: string | null;
  lastPolledAt: Date | null;
  lastSuccessAt: Date | null;
  lastError: string | null;
  failures: number;
  itemsSeen: number;
  dueAt: Date;
  /** The headline of its newest item. */
  newest: string | null;
  waiting: number;
}

/** By their names. */
export async function listSources(store: Store): Promise<ListedSource[]> {
  const { rows } = await sql<ListedSource>`
    select id, name, url, section, every_seconds as "everySeconds", is_enabled as "isEnabled", kind,
           last_polled_at as "lastPolledAt", last_success_at as "lastSuccessAt", last_error as "lastError", failures,
           items_seen as "itemsSeen", due_at as "dueAt",
           (select headline from inbox_item i where i.source_id = s.id
              order by i.changed_at desc, i.published_at desc nulls last, i.place limit 1) as newest,
           (select count(*)::int from inbox_item i where i.source_id = s.id and i.state = 'new'
              and i.changed_at > clock_timestamp() - make_interval(days => ${KEPT_DAYS})) as waiting
      from inbox_source s order by lower(name), id`.execute(store);
  return rows;
}

/** As everybody at the desk sees them. */
export async function listInboxSources(store: Store): Promise<InboxSource[]> {
  return (await listSources(store)).map(({ id, name, isEnabled, waiting, lastSuccessAt, lastError }) => ({
    ...{ id, name, isEnabled, waiting, lastError },
    lastSuccessAt: lastSuccessAt && timeText(lastSuccessAt.getTime()),
  }));
}

/** Adds one that is to be read at once. Null: there is one with this address. */
export async function addSource(store: Store, actor: Actor, settings: SourceSettings): Promise<string | null> {
  const { name, url, section, everySeconds, isEnabled } = settings;
  return store.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: string }>`
      insert into inbox_source (id, name, url, section, every_seconds, is_enabled)
        values (${randomUUIDv7()}, ${name}, ${url}, ${section}, ${everySeconds}, ${isEnabled})
        on conflict (url) do nothing returning id`.execute(transaction);
    if (!rows[0]) return null;
    await noteAct(transaction, actor, "source.add", { source: name, address: url });
    return rows[0].id;
  });
}

export type ChangedSource = "done" | "missing" | "known";

/** Changes one and has it read at once: what was known of another address is no longer true. */
export async function changeSource(
  store: Store,
  actor: Actor,
  id: string,
  { name, url, section, everySeconds, isEnabled }: SourceSettings,
): Promise<ChangedSource> {
  return store.transaction().execute(async (transaction) => {
    const { rows: others } = await sql`
      select from inbox_source where url = ${url} and id <> ${id}::uuid`.execute(transaction);
    if (others.length > 0) return "known";
    const { rows } = await sql`
      update inbox_source
        set name = ${name}, section = ${section}, every_seconds = ${everySeconds}, is_enabled = ${isEnabled},
            url = ${url}, etag = case when url = ${url} then etag end, kind = case when url = ${url} then kind end,
            last_modified = case when url = ${url} then last_modified end, ${FORGIVEN}
        where id = ${id}::uuid returning id`.execute(transaction);
    if (rows.length === 0) return "missing";
    await noteAct(transaction, actor, "source.change", { source: name, address: url, on: isEnabled });
    return "done";
  });
}

/** With all its items; drafts and stories that were made of them stay. */
export async function removeSource(store: Store, actor: Actor, id: string): Promise<ChangedSource> {
  return store.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ name: string; url: string }>`
      delete from inbox_source where id = ${id}::uuid returning name, url`.execute(transaction);
    if (!rows[0]) return "missing";
    await noteAct(transaction, actor, "source.remove", { source: rows[0].name, address: rows[0].url });
    return "done";
  });
}

/** Has one read now, whatever was wrong before. */
export async function readSourceNow(store: Store, id: string): Promise<ChangedSource> {
  const { rows } = await sql`
    update inbox_source set ${FORGIVEN} where id = ${id}::uuid and is_enabled returning id`.execute(store);
  return rows.length > 0 ? "done" : "missing";
}

const FORGIVEN = sql`
  due_at = clock_timestamp(), lease_until = null, announced_at = null, last_polled_at = null, failures = 0,
  last_error = null`;

/** Whether it has been read, well or ill, since it was to be read at once. */
export async function wasRead(store: Store, id: string): Promise<boolean> {
  const row = await store
    .selectFrom("inbox_source")
    .select(["last_polled_at", "lease_until"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row !== undefined && row.last_polled_at !== null && row.lease_until === null;
}
