import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Tables } from "./schema.ts";

export type Store = Kysely<Tables>;

/*
 * What every connection promises: an answered commit is on disk, nobody waits for a lock longer than 2 s, no statement
 * runs longer than 5 s, and a process that is paused in a transaction is thrown out after 2 s (delivery.md).
 */
const SESSION_SETTINGS = [
  "synchronous_commit=on",
  "lock_timeout=2s",
  "statement_timeout=5s",
  "idle_in_transaction_session_timeout=2s",
  "timezone=UTC",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

export interface ConnectOptions {
  databaseUrl: string;
  /** Connections at most. */
  poolSize?: number;
  /** What the server's own log and pg_stat_activity call this process. */
  name?: string;
  /** Asks of each new connection whether this is still the database that gave the wire its epoch; see epoch.sql. */
  keepsIdentity?: boolean;
}

/** Opens a pool; nothing is connected before the first query. End it with `store.destroy()`. */
export function connectStore(options: ConnectOptions): Store {
  const { databaseUrl, poolSize = 10, name = "london-daily", keepsIdentity = true } = options;
  pg.types.setTypeParser(pg.types.builtins.INT8, Number); // seq stays far below 2^53
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    application_name: name,
    options: SESSION_SETTINGS,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    ...(keepsIdentity ? { onConnect: keepIdentity } : {}),
  });
  // A connection died, idle or at work: whoever was using it is told by its query, and the next query opens another.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

async function keepIdentity(client: pg.ClientBase): Promise<void> {
  await client.query("select keep_identity()");
}
