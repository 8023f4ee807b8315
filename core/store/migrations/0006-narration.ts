import { type Kysely, sql } from "kysely";

/**
 * Stories as sound, one row for each revision that is to be read out. Its state is here and nowhere else: a job only
 * says where to look. A retraction takes the sound away in its own transaction, as it does with the text. Sound is
 * compressed already, so it is stored as it is, and a part of it can be read without the rest.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table narration (
      story_id     uuid not null references story,
      rev          int not null,
      state        text not null default 'wanted' check (state in ('wanted', 'working', 'ready', 'failed')),
      attempts     int not null default 0,
      announced_at timestamptz,
      lease_until  timestamptz,
      ready_at     timestamptz,
      seconds      real,
      audio        bytea,
      primary key (story_id, rev)
    )`.execute(db);
  await sql`alter table narration alter column audio set storage external`.execute(db);
  await sql`create index narration_ready on narration (ready_at) where state = 'ready'`.execute(db);
  await sql`
    create function silence() returns trigger language plpgsql as $$
    begin
      delete from narration where story_id = new.story_id;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger silence after insert on revision for each row when (new.kind = 'retraction')
      execute function silence()`.execute(db);
}
