import { type Kysely, sql } from "kysely";

/**
 * The truth: two wires and what is on them, stories and their revisions, the answers already given, and what was
 * observed of each event on its way. `event` is only ever appended to, but for a retraction, which takes the texts
 * out of the story's earlier events.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db);

  await sql`
    create table wire_head (
      wire  text primary key,
      epoch text not null check (epoch ~ '^[0-9a-z]{12}$'),
      seq   bigint not null default 0,
      at    timestamptz not null default 'epoch'
    ) with (fillfactor = 10)`.execute(db);

  await sql`
    create table database_identity (
      only_row          boolean primary key default true check (only_row),
      system_identifier bigint not null,
      timeline          text not null
    )`.execute(db);

  await sql`
    create table story (
      id           uuid primary key,
      wire         text not null references wire_head,
      status       text not null check (status in ('draft', 'scheduled', 'held', 'published', 'retracted')),
      rev          int not null,
      author       text not null,
      release_at   timestamptz,
      published_at timestamptz,
      updated_at   timestamptz,
      expires_at   timestamptz,
      first_seq    bigint,
      seq          bigint
    )`.execute(db);
  await sql`create index story_due on story (wire, release_at) where status in ('scheduled', 'held')`.execute(db);
  await sql`create index story_latest on story (wire, first_seq) where first_seq is not null`.execute(db);

  await sql`
    create table revision (
      story_id           uuid not null references story,
      rev                int not null,
      kind               text not null check (kind in ('new', 'update', 'correction', 'label', 'retraction')),
      at                 timestamptz not null,
      author             text not null,
      note               text,
      seq                bigint,
      slug               text not null,
      headline           text not null,
      standfirst         text not null,
      excerpt            text not null,
      body               text not null,
      section            text not null,
      topics             text[] not null,
      urgency            text not null check (urgency in ('flash', 'breaking', 'routine')),
      expires_in_minutes int,
      byline             text not null,
      related            uuid[] not null,
      lead               boolean not null,
      verification       text not null check (verification in ('confirmed', 'unconfirmed')),
      primary key (story_id, rev)
    )`.execute(db);
  await sql`create index revision_recent_alert on revision (at) where urgency <> 'routine'`.execute(db);

  await sql`
    create table event (
      wire     text not null references wire_head,
      seq      bigint not null,
      at       timestamptz not null,
      kind     text not null,
      story_id uuid,
      rev      int,
      json     text not null,
      primary key (wire, seq)
    )`.execute(db);
  await sql`create index event_of_story on event (story_id)`.execute(db);
  await sql`create index event_taken_back on event (wire, at) where kind in ('correction', 'retraction')`.execute(db);

  await sql`
    create table idempotency (
      account text not null,
      key     text not null,
      hash    bytea not null,
      answer  text not null,
      at      timestamptz not null default clock_timestamp(),
      primary key (account, key)
    )`.execute(db);

  await sql`
    create table stage (
      wire          text not null,
      seq           bigint not null,
      queued_at     timestamptz,
      fanned_out_at timestamptz,
      primary key (wire, seq)
    )`.execute(db);

  await sql`
    create table reach (
      wire           text not null,
      seq            bigint not null,
      server         text not null,
      readers        int not null,
      open           int not null,
      shown          int not null,
      first_shown_at timestamptz,
      histogram      int[] not null,
      primary key (wire, seq, server)
    )`.execute(db);
}
