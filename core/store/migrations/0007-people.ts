import { type Kysely, sql } from "kysely";

/**
 * Who may use the desk. `account`, `session`, `credential`, `verification` and `second_factor` are the tables of the
 * sign-in library under names of this house (server/people/auth.ts maps them, and a test asks the library whether it
 * finds what it needs); the others are ours. What opens a door is kept as a hash, but for the session's name, which the
 * cookie carries signed.
 *
 * `audit_log` is only ever appended to: the database itself refuses to change or remove a line.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account (
      id             uuid primary key,
      name           text not null,
      email          text not null unique check (email = lower(email)),
      email_verified boolean not null default false,
      image          text,
      role           text not null check (role in ('reporter', 'editor', 'admin')),
      two_factor     boolean not null default false,
      disabled_at    timestamptz,
      created_at     timestamptz not null default clock_timestamp(),
      updated_at     timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`
    create table session (
      id         uuid primary key,
      account_id uuid not null references account on delete cascade,
      token      text not null unique,
      expires_at timestamptz not null,
      address    text,
      agent      text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index session_account on session (account_id)`.execute(db);
  await sql`
    create table credential (
      id                       uuid primary key,
      account_id               uuid not null references account on delete cascade,
      provider                 text not null,
      provider_account         text not null,
      password                 text,
      access_token             text,
      refresh_token            text,
      id_token                 text,
      access_token_expires_at  timestamptz,
      refresh_token_expires_at timestamptz,
      scope                    text,
      created_at               timestamptz not null,
      updated_at               timestamptz not null,
      unique (account_id, provider)
    )`.execute(db);
  await sql`
    create table verification (
      id         uuid primary key,
      identifier text not null,
      value      text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index verification_identifier on verification (identifier)`.execute(db);
  await sql`create index verification_expires on verification (expires_at)`.execute(db);
  await sql`
    create table second_factor (
      id              uuid primary key,
      account_id      uuid not null references account on delete cascade,
      secret          text not null,
      backup_codes    text not null,
      verified        boolean default true,
      failed_attempts int default 0,
      locked_until    timestamptz
    )`.execute(db);
  await sql`create index second_factor_account on second_factor (account_id)`.execute(db);
  await sql`create index second_factor_secret on second_factor (secret)`.execute(db);

  await sql`
    create table spent_code (
      account_id uuid not null references account on delete cascade,
      hash       bytea not null,
      at         timestamptz not null default clock_timestamp(),
      primary key (account_id, hash)
    )`.execute(db);
  await sql`
    create table one_time_link (
      hash       bytea primary key,
      purpose    text not null check (purpose in ('first-run', 'invite', 'reset')),
      account_id uuid references account on delete cascade,
      created_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz not null,
      used_at    timestamptz,
      check ((account_id is null) = (purpose = 'first-run'))
    )`.execute(db);
  await sql`
    create table api_token (
      id         uuid primary key,
      hash       bytea not null unique,
      account_id uuid not null references account on delete cascade,
      name       text not null,
      scopes     text[] not null,
      created_at timestamptz not null default clock_timestamp(),
      used_at    timestamptz,
      revoked_at timestamptz
    )`.execute(db);
  await sql`create index api_token_account on api_token (account_id)`.execute(db);

  await sql`
    create table audit_log (
      id      bigint generated always as identity primary key,
      at      timestamptz not null default clock_timestamp(),
      account text,
      name    text not null,
      act     text not null,
      about   jsonb not null default '{}',
      address text
    )`.execute(db);
  // A function with another parameter is another one to PostgreSQL: commit-revision.sql, applied anew, makes today's.
  await sql`
    drop function if exists
      commit_revision(text, text, text, bytea, text, uuid, int, text, jsonb, text, timestamptz, int, boolean,
                      timestamptz, text, bigint)`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is only appended to' using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger refuse_change before update or delete on audit_log for each row execute function refuse_change()
  `.execute(db);
  await sql`
    create trigger refuse_emptying before truncate on audit_log for each statement execute function refuse_change()
  `.execute(db);
}
