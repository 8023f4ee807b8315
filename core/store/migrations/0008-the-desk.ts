import { type Kysely, sql } from "kysely";

/**
 * The desk's own rows: texts that somebody is still writing, and how many screens each server has open. A draft is no
 * story: it changes with every pause in typing, may lack what a story must have, and is nobody's but the desk's.
 *
 * What is true only now (open screens, who is at which text) is unlogged: after a crash it would be wrong anyway.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table draft (
      id       uuid primary key,
      version  int not null,
      state    text not null check (state in ('writing', 'ready', 'submitted')),
      fields   jsonb not null,
      story_id uuid references story,
      base_rev int,
      author   text not null,
      saved_by text not null,
      saved_at timestamptz not null
    )`.execute(db);
  await sql`create index draft_saved on draft (saved_at)`.execute(db);
  await sql`create index story_called_back on story (id) where status = 'draft'`.execute(db);
  await sql`
    create unlogged table open_screens (
      server  text primary key,
      readers int not null,
      at      timestamptz not null
    )`.execute(db);
  await sql`
    create unlogged table presence (
      text_id uuid not null,
      tab     text not null,
      name    text not null,
      holds   boolean not null,
      since   timestamptz not null,
      at      timestamptz not null,
      primary key (text_id, tab)
    )`.execute(db);
}
