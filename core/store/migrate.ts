import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { connectStore, type Store } from "./connect.ts";
import { readMigrationNames } from "./migrated.ts";
import { MIGRATION_NAMES, migrations } from "./migration-list.ts";

/*
 * Brings a database to the present while servers and workers of the version before go on: migrations in order (forward
 * only), the functions anew, both wires' heads.
 *
 * Promise   All of it or nothing, in one transaction, as often as one likes and from several processes at once. Nobody
 *           who publishes waits behind it longer than a moment. A database of a later version is left as it is, so an
 *           earlier one can be brought back.
 * Idea      Whoever changes a table waits until nobody is at it, and everybody who comes meanwhile waits behind. So
 *           this waits for a moment, gives everything back, and comes again after a pause in which the others go on.
 * Not so    Waiting for as long as it takes: behind a backup, or a transaction that somebody has forgotten, the whole
 *           paper would stand in line. Kysely's own migrator: its lock is the session's and not the transaction's, so
 *           what comes again after a failure meets itself. Its table is kept, for databases that have it.
 */

const TRIES = 60;
const PAUSE_MS = 1_000;
const MOMENT_MS = 200;
/** Each fifth time: PostgreSQL sends its own vacuum away only for whoever has waited for a second. */
const LONG_MOMENT_MS = 1_200;
/** Another migrator's turn; nobody else waits for this lock. */
const TURN_MS = 60_000;
/** As every statement of the paper. A migration that needs more says so itself. */
const STATEMENT_MS = 5_000;

/** Somebody was at a table: nothing has happened, and it may be tried again. */
const IN_THE_WAY = ["55P03", "40P01"];

/** Applied anew each time: they hold `create or replace` only. */
const FUNCTIONS = [
  "./people/audit.sql",
  "./wire/commit-revision.sql",
  "./wire/epoch.sql",
  "./stories/past.sql",
  "./push/aim-pushes.sql",
  "./mailing/issues/issue.sql",
  "./mailing/issues/sending.sql",
  "./mailing/issues/deciding.sql",
];

export interface MigrateOptions {
  /** The last migration to apply to an empty database, for what an earlier version has written; functions are left out. */
  upTo?: string;
  /** Comes so often at most when somebody is in the way. */
  tries?: number;
  /** Hears, once, for whom it waits. */
  report?: (line: string) => void;
}

/** Throws what a migration threw, or who was in the way all the time. `later`: a migration that this version does not know. */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<{ later: string | null }> {
  const { upTo, tries = TRIES, report = () => {} } = options;
  const store = connectStore({ databaseUrl, poolSize: 2, name: "london-migrate", keepsIdentity: false, silentMs: 0 });
  const functions = await Promise.all(FUNCTIONS.map((file) => readFile(new URL(file, import.meta.url), "utf8")));
  try {
    for (let tried = 1; ; tried++) {
      try {
        const waitsMs = tried % 5 === 0 ? LONG_MOMENT_MS : MOMENT_MS;
        return { later: await migrateNow(store, { upTo, functions, waitsMs }) };
      } catch (failure) {
        if (!IN_THE_WAY.includes((failure as { code?: string }).code ?? "")) throw failure;
        const who = await whoIsInTheWay(store);
        if (tried === 1) report(`Somebody is at a table that has to change, perhaps ${who}. Trying again.`);
        if (tried >= tries) {
          const told = `a table that has to change could not be had in ${tries} tries; in the way is perhaps ${who}`;
          throw new Error(`${told}. Nothing was changed.`, { cause: failure });
        }
      }
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  } finally {
    await store.destroy();
  }
}

interface Migrating {
  upTo: string | undefined;
  functions: string[];
  waitsMs: number;
}

/** Returns the migration of a later version, if there is one: then nothing was done. */
function migrateNow(store: Store, { upTo, functions, waitsMs }: Migrating): Promise<string | null> {
  return store.transaction().execute(async (transaction) => {
    await sql.raw(`set local lock_timeout = ${TURN_MS}; set local statement_timeout = 0`).execute(transaction);
    await sql`select pg_advisory_xact_lock(1)`.execute(transaction);
    const had = await readMigrationNames(transaction);
    const later = had.find((name) => !MIGRATION_NAMES.includes(name));
    if (later !== undefined) return later;

    const patience = `set local lock_timeout = ${waitsMs}; set local statement_timeout = ${STATEMENT_MS}`;
    await sql.raw(patience).execute(transaction);
    await applyMissing(transaction, had, upTo);
    if (upTo !== undefined) return null;
    for (const text of functions) await sql.raw(text).execute(transaction);
    await sql`
      insert into wire_head (wire, epoch) select wire, next_epoch(null) from unnest(array['news', 'canary']) as wire
        on conflict do nothing`.execute(transaction);
    return null;
  });
}

async function applyMissing(transaction: Store, had: string[], upTo: string | undefined): Promise<void> {
  const missing = MIGRATION_NAMES.filter((name) => !had.includes(name));
  const between = missing.find((name) => had.some((later) => later > name));
  if (between !== undefined) throw new Error(`it lacks ${between}, which comes before others that it has had`);
  await sql`
    create table if not exists kysely_migration (
      name        varchar(255) primary key,
      "timestamp" varchar(255) not null
    )`.execute(transaction);
  for (const name of missing.filter((one) => upTo === undefined || one <= upTo)) {
    await migrations[name]?.up(transaction);
    await sql`
      insert into kysely_migration (name, "timestamp")
        values (${name}, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`.execute(
      transaction,
    );
  }
}

/** Whose transaction is the oldest: mostly it is that one. */
async function whoIsInTheWay(store: Store): Promise<string> {
  const { rows } = await sql<{ name: string; pid: number; seconds: number }>`
    select coalesce(nullif(application_name, ''), 'a program without a name') as name, pid,
      round(extract(epoch from clock_timestamp() - xact_start))::int as seconds
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start limit 1`.execute(store);
  const [oldest] = rows;
  if (!oldest) return "somebody who has gone";
  return `${oldest.name} (process ${oldest.pid} of PostgreSQL), whose transaction began ${oldest.seconds} s ago`;
}
