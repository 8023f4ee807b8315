import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Table } from "./tables.ts";

/*
 * A backup is gzipped lines of JSON: what it is; then for each table its name, and each row as an array of what PostgreSQL
 * itself writes for its columns; then how many rows there were, without which it is not whole.
 */

export interface BackupHead {
  backup: "london-daily";
  format: 1;
  /** The last one that had been applied. */
  migration: string;
  tables: Table[];
}

export type BackupLine = BackupHead | { table: string } | (string | null)[] | { rows: number };

/** Line by line. Throws what gzip says of a file that is cut short. */
export async function* readBackup(path: string): AsyncGenerator<BackupLine> {
  const bytes = createReadStream(path);
  const unpacked = createGunzip();
  bytes.on("error", (failure) => unpacked.destroy(failure));
  for await (const line of createInterface({ input: bytes.pipe(unpacked), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line) as BackupLine;
  }
}

/** Reads all of it, and returns its head. Throws one sentence if it is none, or not whole. */
export async function checkBackup(path: string): Promise<BackupHead> {
  let head: BackupHead | undefined;
  let rows = 0;
  let told: number | undefined;
  for await (const line of readBackup(path)) {
    if (Array.isArray(line)) rows++;
    else if ("backup" in line) head = line;
    else if ("rows" in line) told = line.rows;
  }
  if (head?.backup !== "london-daily" || head.format !== 1) throw new Error(`${path} is no backup of this paper`);
  if (told !== rows) throw new Error(`${path} is not whole: it was cut short`);
  return head;
}
