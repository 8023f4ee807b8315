import { type Kysely, sql } from "kysely";

/**
 * Programs of others that the paper itself tells: receivers of webhooks, and WebSub's hubs. Each is a reader of the wire
 * with its place on it (epoch, seq), which moves only when it has said that it has what is before it. Whoever works for
 * one has its lease, by the database's clock.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook (
      id            uuid primary key,
      kind          text not null check (kind in ('events', 'hub')),
      name          text not null,
      url           text not null,
      secret        text not null,
      events        text[] not null,
      sections      text[] not null,
      epoch         text not null,
      seq           bigint not null,
      state         text not null default 'active' check (state in ('active', 'paused', 'disabled')),
      delivered_at  timestamptz,
      failing_since timestamptz,
      attempts      int not null default 0,
      last_failure  text,
      next_at       timestamptz not null default clock_timestamp(),
      announced_at  timestamptz,
      lease         uuid,
      lease_until   timestamptz,
      created_at    timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`create unique index webhook_hub on webhook (url) where kind = 'hub'`.execute(db);
  await sql`create index story_changed on story (wire, seq) where seq is not null`.execute(db);
}
