import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { connectStore } from "./connect.ts";
import * as theWire from "./migrations/0001-the-wire.ts";
import * as search from "./migrations/0002-search.ts";
import * as seenPlace from "./migrations/0003-seen-place.ts";
import * as theCanary from "./migrations/0004-the-canary.ts";
import * as thePast from "./migrations/0005-the-past.ts";
import * as narration from "./migrations/0006-narration.ts";
import * as people from "./migrations/0007-people.ts";
import * as theDesk from "./migrations/0008-the-desk.ts";
import * as theInbox from "./migrations/0009-the-inbox.ts";
import * as theMailing from "./migrations/0010-the-mailing.ts";
import * as webPush from "./migrations/0011-web-push.ts";
import * as interchange from "./migrations/0012-interchange.ts";

const migrations: Record<string, Migration> = {
  "0001-the-wire": theWire,
  "0002-search": search,
  "0003-seen-place": seenPlace,
  "0004-the-canary": theCanary,
  "0005-the-past": thePast,
  "0006-narration": narration,
  "0007-people": people,
  "0008-the-desk": theDesk,
  "0009-the-inbox": theInbox,
  "0010-the-mailing": theMailing,
  "0011-web-push": webPush,
  "0012-interchange": interchange,
};

/** In order; a backup names the last one that it knows. */
export const MIGRATION_NAMES = Object.keys(migrations);

/** Applied anew each time: they hold `create or replace` only. */
const FUNCTIONS = [
  ...[
    "./people/audit.sql",
    "./wire/commit-revision.sql",
    "./wire/epoch.sql",
    "./stories/past.sql",
    "./push/aim-pushes.sql",
  ],
  ...["./mailing/issues/issue.sql", "./mailing/issues/sending.sql", "./mailing/issues/deciding.sql"],
];

/**
 * Brings a database to the present: migrations in order (forward only), the functions anew, both wires' heads.
 * Safe to run from several processes at once and as often as one likes. Throws what a migration threw. `upTo` names the
 * last migration to apply to an empty database, for what an earlier version has written; functions are left out then.
 */
export async function migrate(databaseUrl: string, upTo?: string): Promise<void> {
  const store = connectStore({ databaseUrl, poolSize: 2, name: "london-migrate", keepsIdentity: false, silentMs: 0 });
  try {
    const migrator = new Migrator({ db: store, provider: { getMigrations: async () => migrations } });
    const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
    if (error) throw error;
    if (upTo !== undefined) return;
    const functions = await Promise.all(FUNCTIONS.map((file) => readFile(new URL(file, import.meta.url), "utf8")));
    await store.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(1)`.execute(transaction); // `create or replace` must not race itself
      for (const text of functions) await sql.raw(text).execute(transaction);
      await sql`
        insert into wire_head (wire, epoch) select wire, next_epoch(null) from unnest(array['news', 'canary']) as wire
          on conflict do nothing`.execute(transaction);
    });
  } finally {
    await store.destroy();
  }
}
