import { type Kysely, sql } from "kysely";

/**
 * The wire inbox. A source is a row that says when it is to be read again, so that whatever Redis forgets, nothing is
 * forgotten; an item is a row that says what became of it. Both are the desk's: nothing of them is a story, and none of
 * it is on the wire.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inbox_source (
      id              uuid primary key,
      name            text not null,
      url             text not null unique,
      section         text not null,
      every_seconds   int not null check (every_seconds between 1 and 86400),
      is_enabled      boolean not null default true,
      kind            text,
      etag            text,
      last_modified   text,
      due_at          timestamptz not null default clock_timestamp(),
      lease_until     timestamptz,
      announced_at    timestamptz,
      last_polled_at  timestamptz,
      last_success_at timestamptz,
      read_at         timestamptz,
      last_error      text,
      failures        int not null default 0,
      items_seen      int not null default 0
    )`.execute(db);
  await sql`
    create table inbox_item (
      id              uuid primary key,
      source_id       uuid not null references inbox_source on delete cascade,
      key             bytea not null,
      hash            bytea not null,
      version         int not null default 1,
      state           text not null check (state in ('new', 'taken', 'dismissed')),
      headline        text not null,
      standfirst      text not null,
      body            text not null,
      link            text,
      published_at    timestamptz,
      embargoed_until timestamptz,
      is_withdrawn    boolean not null,
      place           int not null,
      changed_at      timestamptz not null,
      seen_at         timestamptz not null,
      touched_at      timestamptz not null,
      handled_by      text,
      handled_at      timestamptz,
      draft_id        uuid,
      story_id        uuid references story,
      unique (source_id, key)
    )`.execute(db);
  await sql`create index inbox_item_new on inbox_item (changed_at) where state = 'new'`.execute(db);
  await sql`create index inbox_item_taken on inbox_item (handled_at) where state = 'taken'`.execute(db);
  await sql`create index inbox_item_touched on inbox_item (touched_at)`.execute(db);
  await sql`create index inbox_item_seen on inbox_item (seen_at)`.execute(db);
  await sql`create index inbox_item_draft on inbox_item (draft_id)`.execute(db);
}
