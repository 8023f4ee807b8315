import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import type { BackupHead } from "./backup-lines.ts";
import { quoted, readTables } from "./tables.ts";

const ROWS_AT_ONCE = 500;

/**
 * Writes everything that the paper keeps as it stood at one moment, while it goes on: one snapshot of the database, read in
 * pieces. The file appears when it is whole, for its owner only: it holds password hashes and addresses. Returns its rows.
 */
export async function writeBackup(databaseUrl: string, path: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "backup of the paper" });
  await client.connect();
  const draft = `${path}.${process.pid}`;
  const counted = { rows: 0 };
  try {
    await client.query("set timezone = 'UTC'; set datestyle = 'ISO'; set extra_float_digits = 1");
    await client.query("begin isolation level repeatable read read only");
    await pipeline(
      Readable.from(linesOf(client, counted)),
      createGzip(),
      createWriteStream(draft, { mode: 0o600, flags: "wx" }),
    );
    await rename(draft, path);
    return counted.rows;
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  } finally {
    await client.end();
  }
}

async function* linesOf(client: pg.Client, counted: { rows: number }): AsyncGenerator<string> {
  const { rows: applied } = await client.query<{ name: string }>(
    "select name from kysely_migration order by name desc limit 1",
  );
  const tables = await readTables(client);
  const head: BackupHead = { backup: "london-daily", format: 1, migration: applied[0]?.name ?? "", tables };
  yield `${JSON.stringify(head)}\n`;
  for (const { name, columns } of tables) {
    yield `${JSON.stringify({ table: name })}\n`;
    const texts = columns.map((column) => `${quoted(column.name)}::text`).join(", ");
    await client.query(
      `declare piece no scroll cursor for select to_json(array[${texts}])::text as line from ${quoted(name)}`,
    );
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`fetch ${ROWS_AT_ONCE} from piece`);
      if (rows.length === 0) break;
      counted.rows += rows.length;
      yield rows.map(({ line }) => `${line}\n`).join("");
    }
    await client.query("close piece");
  }
  yield `${JSON.stringify({ rows: counted.rows })}\n`;
}
