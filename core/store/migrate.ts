import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { newEpoch } from "../news/cursor.ts";
import { connectStore } from "./connect.ts";
import * as theWire from "./migrations/0001-the-wire.ts";

const migrations: Record<string, Migration> = { "0001-the-wire": theWire };

/**
 * Brings a database to the present: migrations in order (forward only), the functions anew, both wires' heads.
 * Safe to run from several processes at once and as often as one likes. Throws what a migration threw.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const store = connectStore({ databaseUrl, poolSize: 2, name: "london-migrate" });
  try {
    const migrator = new Migrator({ db: store, provider: { getMigrations: async () => migrations } });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
    const functions = await readFile(new URL("./commit-revision.sql", import.meta.url), "utf8");
    await store.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(1)`.execute(transaction); // `create or replace` must not race itself
      await sql.raw(functions).execute(transaction);
      await transaction
        .insertInto("wire_head")
        .values(
          (["news", "canary"] as const).map((wire) => ({
            wire,
            epoch: newEpoch(Date.now(), Math.random),
            seq: 0,
            at: new Date(0),
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  } finally {
    await store.destroy();
  }
}
