import { sql } from "kysely";
import type { Log } from "../process/log.ts";
import type { Store } from "./connect.ts";
import { MIGRATION_NAMES } from "./migration-list.ts";

const LOOK_AGAIN_MS = 500;
/** No such table, no such function: what a database says that has had no migration at all. */
const EMPTY = ["42P01", "42883"];

/** The migrations that a database has had, of whatever version; none: it is empty. */
export async function readMigrationNames(store: Store): Promise<string[]> {
  const { rows: there } = await sql`select where to_regclass('kysely_migration') is not null`.execute(store);
  if (there.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(store);
  return rows.map(({ name }) => name);
}

/**
 * Waits until the database has every migration that this version knows; what a later version has added does no harm.
 * While it waits `says` keeps something open that tells for what.
 */
export async function untilMigrated(
  store: Store,
  log: Log,
  says: (waitsFor: () => string) => Promise<{ close(): Promise<unknown> }>,
): Promise<void> {
  let waitsFor = "";
  let saying: { close(): Promise<unknown> } | undefined;
  for (;;) {
    const missing = await whatIsMissing(store);
    if (missing === null) break;
    if (missing.what !== waitsFor) log.warn({ err: missing.failure }, `waiting for ${missing.what}`);
    waitsFor = missing.what;
    saying ??= await says(() => waitsFor);
    await new Promise((resume) => setTimeout(resume, LOOK_AGAIN_MS));
  }
  await saying?.close();
}

async function whatIsMissing(store: Store): Promise<{ what: string; failure?: unknown } | null> {
  try {
    const had = await readMigrationNames(store).catch(noneIfEmpty);
    const missing = MIGRATION_NAMES.find((name) => !had.includes(name));
    return missing === undefined ? null : { what: `the migration ${missing}: deploy/migrate.ts has not run` };
  } catch (failure) {
    return { what: "PostgreSQL", failure };
  }
}

/** A new connection asks by a function that comes with the migrations; see connect.ts. */
function noneIfEmpty(failure: unknown): string[] {
  if (EMPTY.includes((failure as { code?: string }).code ?? "")) return [];
  throw failure;
}
