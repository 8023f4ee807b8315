import { createHash, randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { FoundDocument, FoundItem } from "../../news/inbox.ts";
import type { Store } from "../connect.ts";
import type { SourceAtWork } from "./poll-sources.ts";

export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export interface KeptItems {
  fresh: number;
  changed: number;
}

/** Days after which an item that its source no longer has, or that nobody may still want, is forgotten. */
export const KEPT_DAYS = 7;

/**
 * Keeps what a source's document has, in one transaction with how the reading went. An item that is known and says the
 * same is only seen again; one that says something else is the next version. What an editor did with it stays. Null:
 * somebody else has taken the source meanwhile, and nothing was kept.
 */
export async function keepItems(
  store: Store,
  source: SourceAtWork,
  { kind, items }: FoundDocument,
  { etag, lastModified }: Validators,
): Promise<KeptItems | null> {
  return store.transaction().execute(async (transaction) => {
    const { rows: own } = await sql<{ at: Date }>`
      update inbox_source
        set lease_until = null, failures = 0, last_error = null, last_success_at = n.at, read_at = n.at, kind = ${kind},
            etag = ${etag}, last_modified = ${lastModified}, due_at = n.at + make_interval(secs => every_seconds)
        from (select date_trunc('milliseconds', clock_timestamp()) as at) n
        where id = ${source.id}::uuid and last_polled_at = ${source.takenAt}::timestamptz
        returning n.at`.execute(transaction);
    const at = own[0]?.at;
    if (!at) return null;
    const kept = items.length > 0 ? await upsert(transaction, source.id, items, at) : [];
    const fresh = kept.filter(({ version }) => version === 1).length;
    await sql`update inbox_source set items_seen = items_seen + ${fresh} where id = ${source.id}::uuid`.execute(
      transaction,
    );
    return { fresh, changed: kept.length - fresh };
  });
}

async function upsert(store: Store, sourceId: string, items: FoundItem[], at: Date): Promise<{ version: number }[]> {
  const given = items.map((item, place) => ({
    ...item,
    place,
    key: hashOf(item.key),
    hash: contentHash(item),
    id: randomUUIDv7(),
  }));
  const keys = given.map(({ key }) => key);
  await sql`
    update inbox_item set seen_at = ${at}::timestamptz
      where source_id = ${sourceId}::uuid and key in (select decode(k, 'hex') from unnest(${keys}::text[]) k)
  `.execute(store);
  const { rows } = await sql<{ version: number }>`
    insert into inbox_item as i (id, source_id, key, hash, state, headline, standfirst, body, link, published_at,
        embargoed_until, is_withdrawn, place, changed_at, seen_at, touched_at)
      select g.id, ${sourceId}::uuid, decode(g.key, 'hex'), decode(g.hash, 'hex'),
          case when g."isWithdrawn" then 'dismissed' else 'new' end, g.headline, g.standfirst, g.body, g.link,
          g."publishedAt", g."embargoedUntil", g."isWithdrawn", g.place, ${at}::timestamptz, ${at}::timestamptz,
          ${at}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (id uuid, key text, hash text, headline text,
          standfirst text, body text, link text, "publishedAt" timestamptz, "embargoedUntil" timestamptz,
          "isWithdrawn" boolean, place int)
      on conflict (source_id, key) do update
        set version = i.version + 1, hash = excluded.hash, headline = excluded.headline,
            standfirst = excluded.standfirst, body = excluded.body, link = excluded.link,
            published_at = excluded.published_at, embargoed_until = excluded.embargoed_until,
            is_withdrawn = excluded.is_withdrawn, place = excluded.place, changed_at = excluded.changed_at,
            touched_at = excluded.touched_at,
            state = case when i.handled_by is null then excluded.state else i.state end
        where i.hash <> excluded.hash
      returning i.version`.execute(store);
  return rows;
}

/** Forgets what is too old to be news. What was taken into a draft stays as long as that draft may still be sent. */
export async function sweepItems(store: Store): Promise<void> {
  await sql`
    delete from inbox_item i where seen_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})
      and not exists (select from draft d where d.id = i.draft_id)`.execute(store);
}

function contentHash({ headline, standfirst, body, link, embargoedUntil, isWithdrawn }: FoundItem): string {
  return hashOf(JSON.stringify([headline, standfirst, body, link, embargoedUntil, isWithdrawn]));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
