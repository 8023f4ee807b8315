import { type Kysely, sql } from "kysely";

/**
 * Newsletters: who asked for which, and when and how; their issues; and of each issue every recipient, with what became
 * of the one mail. An address stands in one row only, the subscriber's: everything else, jobs and logs too, has ids.
 *
 * `suppression` outlives the person: a keyed hash of an address that must not be written to, and nothing to read from it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table newsletter (
      slug       text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
      name       text not null,
      promise    text not null,
      cadence    text not null check (cadence in ('by hand', 'daily', 'weekly', 'alerts')),
      -- the paper's own wall clock
      local_time time,
      weekday    int check (weekday between 1 and 7),
      -- no slot before this moment is filled
      since      timestamptz not null default clock_timestamp(),
      sections   text[] not null default '{}',
      stories_at_most int not null default 12,
      is_open    boolean not null default true,
      position   int not null default 0
    )`.execute(db);
  await sql`
    insert into newsletter (slug, name, promise, cadence, local_time, weekday, stories_at_most, position) values
      ('morning-briefing', 'Morning Briefing', 'The day in five minutes, before it begins.', 'daily', '06:30', null, 12, 1),
      ('breaking', 'Breaking', 'The few things that cannot wait, as they happen.', 'alerts', null, null, 1, 2),
      ('the-week', 'The Week', 'What it all amounted to, on Saturday morning.', 'weekly', '08:00', 6, 15, 3)`.execute(
    db,
  );

  await sql`
    create table subscriber (
      id          uuid primary key,
      email       text not null,
      -- HMAC of the address as one mailbox, under a key of the paper's: see mailbox-key.ts
      mailbox     bytea not null unique,
      -- opens the preference page; stands in every mail
      secret      bytea not null,
      device      text,
      quiet_from  time,
      quiet_until time,
      alerts_a_day_at_most int,
      created_at  timestamptz not null default clock_timestamp()
    )`.execute(db);
  // who somebody is, also after SESSION_SECRET was changed and every mailbox key with it
  await sql`create unique index subscriber_of_address on subscriber (lower(email))`.execute(db);
  await sql`create index subscriber_of_device on subscriber (device) where device is not null`.execute(db);

  await sql`
    create table subscription (
      subscriber_id   uuid not null references subscriber on delete cascade,
      newsletter      text not null references newsletter,
      state           text not null check (state in ('asked', 'confirmed', 'ended')),
      asked_at        timestamptz not null,
      confirmed_at    timestamptz,
      ended_at        timestamptz,
      primary key (subscriber_id, newsletter)
    )`.execute(db);
  await sql`
    create index subscription_confirmed on subscription (newsletter, subscriber_id) where state = 'confirmed'`.execute(
    db,
  );

  await sql`
    create table consent (
      id            bigint generated always as identity primary key,
      subscriber_id uuid not null references subscriber on delete cascade,
      newsletter    text not null,
      act           text not null check (act in ('asked', 'confirmed', 'ended')),
      at            timestamptz not null default clock_timestamp(),
      -- what stood beside the button, and by which way it came
      wording       text not null,
      way           text not null
    )`.execute(db);
  await sql`create index consent_of_subscriber on consent (subscriber_id)`.execute(db);

  await sql`
    create table suppression (
      mailbox bytea primary key,
      reason  text not null check (reason in ('bounced', 'complained', 'erased')),
      at      timestamptz not null default clock_timestamp()
    )`.execute(db);

  await upLetters(db);
  await sql`
    create table issue (
      id            uuid primary key,
      newsletter    text not null references newsletter,
      state         text not null check (state in ('draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled')),
      subject       text not null,
      -- Markdown
      intro         text not null default '',
      story_ids     uuid[] not null default '{}',
      author        text not null,
      version       int not null default 1,
      created_at    timestamptz not null default clock_timestamp(),
      send_at       timestamptz,
      started_at    timestamptz,
      ended_at      timestamptz,
      -- its number on the wire, once it is being sent
      seq           bigint,
      -- an alert's story; at most one issue of a newsletter for each
      alert_story   uuid references story,
      -- the slot of a recurring newsletter that it fills; at most one issue for each
      slot          timestamptz,
      -- what became of it that its state does not say: why it was not sent
      remark        text,
      unique (newsletter, alert_story),
      unique (newsletter, slot)
    )`.execute(db);
  // Which alerts stand is asked each second.
  await sql`create index story_alert on story (expires_at) where expires_at is not null`.execute(db);
  await sql`create index issue_due on issue (send_at) where state = 'scheduled'`.execute(db);
  await sql`create index issue_under_way on issue (started_at) where state = 'sending'`.execute(db);

  await sql`
    create table recipient (
      issue_id      uuid not null references issue,
      -- no foreign key: the books of an issue stay when a person is erased
      subscriber_id uuid not null,
      state         text not null default 'pending'
                    check (state in ('pending', 'claimed', 'sending', 'sent', 'failed', 'suppressed', 'doubtful')),
      not_before    timestamptz,
      lease_until   timestamptz,
      -- the claim that has it in hand: made anew for each batch, so whoever lost it cannot settle it
      claim         uuid,
      attempts      int not null default 0,
      at            timestamptz,
      -- why it failed, was suppressed or is doubtful; never an address
      reason        text,
      primary key (issue_id, subscriber_id)
    ) with (fillfactor = 70)`.execute(db);
  await sql`create index recipient_pending on recipient (issue_id, not_before) where state = 'pending'`.execute(db);
  await sql`
    create index recipient_in_flight on recipient (issue_id, lease_until) where state in ('claimed', 'sending')`.execute(
    db,
  );

  // The one rate of all workers: when the next mail may begin. See claim_mails in sending.sql.
  await sql`
    create table mail_rate (
      only_row   boolean primary key default true check (only_row),
      -- what the desk has set; null: what the configuration says
      per_second double precision check (per_second > 0),
      next_at    timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`insert into mail_rate default values`.execute(db);

  // What a device has had on its screen of what alerts: whoever saw it there is not told again by push or mail.
  await sql`
    create unlogged table device_shown (
      device   text not null,
      story_id uuid not null,
      rev      int not null,
      at       timestamptz not null,
      primary key (device, story_id)
    )`.execute(db);
}

/** What a sign-up goes through, and the mails that go to one person only: to confirm, and to welcome. */
async function upLetters(db: Kysely<unknown>): Promise<void> {
  // What somebody typed, until a worker has taken it: the same one row for everybody, so the answer tells nothing.
  await sql`
    create table sign_up (
      id          uuid primary key,
      email       text not null,
      newsletters text[] not null,
      device      text,
      wording     text not null,
      way         text not null
    )`.execute(db);

  await sql`
    create table letter (
      id            uuid primary key,
      kind          text not null check (kind in ('confirm', 'known', 'welcome')),
      -- no foreign key: what counts for the day's limit stays when a person is erased, for a day
      subscriber_id uuid not null,
      newsletters   text[] not null,
      device        text,
      -- HMAC of the mailbox with all its spellings: see mailbox-key.ts
      limit_key     bytea,
      state         text not null default 'pending'
                    check (state in ('pending', 'sending', 'sent', 'failed', 'dropped')),
      attempts      int not null default 0,
      made_at       timestamptz not null default clock_timestamp(),
      not_before    timestamptz not null default clock_timestamp(),
      lease_until   timestamptz,
      at            timestamptz,
      reason        text
    )`.execute(db);
  await sql`create index letter_to_do on letter (not_before) where state in ('pending', 'sending')`.execute(db);
  await sql`create index letter_of_mailbox on letter (limit_key, made_at) where limit_key is not null`.execute(db);
  await sql`create index letter_made on letter (made_at)`.execute(db);

  // A link that confirms: its secret is in one mail and nowhere else.
  await sql`
    create table confirmation (
      hash          bytea primary key,
      letter_id     uuid not null references letter on delete cascade,
      subscriber_id uuid not null references subscriber on delete cascade,
      expires_at    timestamptz not null,
      used_at       timestamptz
    )`.execute(db);
  await sql`create index confirmation_of_letter on confirmation (letter_id)`.execute(db);
  await sql`create index confirmation_of_subscriber on confirmation (subscriber_id)`.execute(db);

  // Reports of a mail service that were taken, so that none is taken twice.
  await sql`
    create table mail_report (
      id text primary key,
      at timestamptz not null default clock_timestamp()
    )`.execute(db);
}
