import pg from "pg";
import { migrate } from "../../core/store/migrate.ts";
import { MIGRATION_NAMES } from "../../core/store/migration-list.ts";
import { checkBackup, readBackup } from "./backup-lines.ts";
import { quoted, type Table } from "./tables.ts";

export type Restored = { ok: true; rows: number; epochs: string[] } | { ok: false; reason: string };

const ROWS_AT_ONCE = 500;

/**
 * Puts the paper back to where a backup has it: everything that the database holds of it is thrown away, the tables are made
 * as the backup knew them, filled, and brought to the present; and every wire begins a new epoch, because numbers after
 * the backup will be given a second time. Refused while a server or a worker is connected, unless it `isForced`, and when the
 * file is not whole, before anything is touched.
 */
export async function restoreBackup(databaseUrl: string, path: string, isForced: boolean): Promise<Restored> {
  const { migration, tables } = await checkBackup(path);
  if (!MIGRATION_NAMES.includes(migration)) {
    return {
      ok: false,
      reason: `it was made by a newer version of the paper (${migration}): restore it with that one`,
    };
  }
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "restore of the paper" });
  await client.connect();
  try {
    const busy = await whoIsConnected(client);
    if (busy.length > 0 && !isForced) {
      return { ok: false, reason: `the paper is running (${busy.join(", ")}): stop it first, or say --force` };
    }
    const seen = await latestEpoch(client);
    await client.query("drop schema public cascade; create schema public");
    await migrate(databaseUrl, { upTo: migration });
    const rows = await fill(client, path, tables);
    await migrate(databaseUrl);
    await client.query("select begin_epoch(wire, epoch, greatest(epoch, $1)) from wire_head", [seen]);
    const { rows: heads } = await client.query<{ told: string }>(
      "select wire || ' ' || epoch as told from wire_head order by wire",
    );
    return { ok: true, rows, epochs: heads.map(({ told }) => told) };
  } finally {
    await client.end();
  }
}

async function whoIsConnected(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and application_name like 'london-%' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Of what is about to be thrown away: readers may have it, so the new one must be later. */
async function latestEpoch(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('wire_head') is not null as there");
  if (!rows[0]?.there) return "";
  return (await client.query<{ epoch: string }>("select max(epoch) as epoch from wire_head")).rows[0]?.epoch ?? "";
}

/** One transaction: the tables have all of it, or nothing. Triggers stay silent, since what they make is in the backup. */
async function fill(client: pg.Client, path: string, tables: Table[]): Promise<number> {
  let table: Table | undefined;
  let batch: (string | null)[][] = [];
  let rows = 0;
  const flush = async (): Promise<void> => {
    if (table && batch.length > 0) await insert(client, table, batch);
    rows += batch.length;
    batch = [];
  };
  await client.query("begin");
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} disable trigger user`);
  for (const { name } of tables.toReversed()) await client.query(`delete from ${quoted(name)}`); // what migrations put in
  for await (const line of readBackup(path)) {
    if (Array.isArray(line)) batch.push(line);
    else {
      await flush();
      if ("table" in line) table = tables.find(({ name }) => name === line.table);
    }
    if (batch.length === ROWS_AT_ONCE) await flush();
  }
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} enable trigger user`);
  await countOn(client);
  await client.query("commit");
  return rows;
}

async function insert(client: pg.Client, { name, columns }: Table, batch: (string | null)[][]): Promise<void> {
  const into = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map(({ type }, i) => `(row ->> ${i})::${type}`).join(", ");
  await client.query(
    `insert into ${quoted(name)} (${into}) overriding system value select ${values} from json_array_elements($1::json) as row`,
    [JSON.stringify(batch)],
  );
}

/** Columns that count by themselves go on after the highest. */
async function countOn(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and a.attidentity <> ''`,
  );
  for (const { table, column } of rows) {
    const of = `pg_get_serial_sequence('${quoted(table)}', '${column}')`;
    await client.query(
      `select setval(${of}, (select coalesce(max(${quoted(column)}), 0) + 1 from ${quoted(table)}), false)`,
    );
  }
}
