import { type Kysely, sql } from "kysely";

/**
 * Web Push: which device wants which alerts, and of each alert every device that is to be told, with what became of it.
 * A device is an opaque id that its browser made; nothing here says whose it is.
 *
 * `push_place` is how far the wire has been turned into targets; `push_origin` holds a push service that asked for rest.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table push_subscription (
      device        text primary key,
      endpoint      text not null,
      endpoint_hash bytea not null unique,
      -- of the endpoint: one push service
      origin        text not null,
      p256dh        text not null,
      auth          text not null,
      urgencies     text[] not null,
      -- null: all
      sections      text[],
      -- the device's own wall clock
      zone          text not null,
      quiet_from    time,
      quiet_until   time,
      alerts_a_day_at_most int,
      created_at    timestamptz not null default clock_timestamp(),
      last_result   text,
      last_at       timestamptz,
      -- since the last that was taken
      failures      int not null default 0,
      check ((quiet_from is null) = (quiet_until is null))
    )`.execute(db);

  await sql`
    create table push_target (
      story_id    uuid not null references story,
      -- no foreign key: the counts of an alert stay when a device goes
      device      text not null,
      rev         int not null,
      what        text not null check (what in ('alert', 'correction', 'withdrawal')),
      state       text not null default 'waiting' check (state in (
                    'waiting', 'sending', 'sent', 'shown', 'superseded', 'expired', 'failed', 'pruned')),
      made_at     timestamptz not null default clock_timestamp(),
      not_before  timestamptz not null,
      -- null: when the story expires
      give_up_at  timestamptz,
      lease_until timestamptz,
      claimed_by  text,
      attempts    int not null default 0,
      at          timestamptz,
      -- why it failed
      reason      text,
      primary key (story_id, device, rev)
    ) with (fillfactor = 70)`.execute(db);
  await sql`
    create index push_target_to_do on push_target (not_before) where state in ('waiting', 'sending')`.execute(db);
  await sql`create index push_target_of_revision on push_target (story_id, rev, state)`.execute(db);
  await sql`create index push_target_of_device on push_target (device, made_at)`.execute(db);

  await sql`
    create table push_place (
      only_row boolean primary key default true check (only_row),
      seq      bigint not null
    )`.execute(db);
  await sql`
    insert into push_place (seq) select coalesce((select seq from wire_head where wire = 'news'), 0)`.execute(db);

  await sql`create table push_origin (origin text primary key, not_before timestamptz not null)`.execute(db);
}
