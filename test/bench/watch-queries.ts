import { readFile } from "node:fs/promises";
import pg from "pg";
import type { Stores } from "./stores.ts";

/**
 * Counts what servers ask PostgreSQL about the wire, by PostgreSQL's own log, from now until the function returned is
 * called. What they write once a second while the wire moves is not counted: nobody who returns causes it.
 */
export async function watchWireQueries({ databaseUrl, databaseLog }: Stores): Promise<() => Promise<number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const begin = (await readFile(databaseLog, "utf8")).length;
  await client.query("alter system set log_statement = 'all'");
  await client.query("alter system set log_line_prefix = '%a '");
  await client.query("select pg_reload_conf()");
  return async () => {
    await client.query("alter system set log_statement = 'none'");
    await client.query("select pg_reload_conf()");
    await client.end();
    const entries = (await readFile(databaseLog, "utf8")).slice(begin).split(/^(?=\S*london-|bench-|\[unknown\])/m);
    return entries.filter((entry) => entry.startsWith("london-server") && /\bfrom wire_head\b/.test(entry)).length;
  };
}
