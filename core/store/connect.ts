import type { Socket } from "node:net";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Registry } from "prom-client";
import type { Tables } from "./schema.ts";
import { watchPool } from "./watch-pool.ts";

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

/** A database that lives answers every statement within its own 5 s; one that says nothing for longer is not there. */
const SILENT_MS = 8_000;

export interface ConnectOptions {
  databaseUrl: string;
  /** Connections at most. */
  poolSize?: number;
  /** What the server's own log and pg_stat_activity call this process. */
  name?: string;
  /** Asks of each new connection whether this is still the database that gave the wire its epoch; see epoch.sql. */
  keepsIdentity?: boolean;
  /** Gives up a connection that owes an answer and sends nothing for so long; 0: never. */
  silentMs?: number;
  /** Where it is told how busy the pool is; left out: nowhere. */
  metrics?: Registry;
}

/** Opens a pool; nothing is connected before the first query. End it with `store.destroy()`. */
export function connectStore(options: ConnectOptions): Store {
  const { databaseUrl, poolSize = 10, name = "london-daily", keepsIdentity = true, silentMs = SILENT_MS } = options;
  const { metrics } = options;
  pg.types.setTypeParser(pg.types.builtins.INT8, Number); // seq stays far below 2^53
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    application_name: name,
    options: SESSION_SETTINGS,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    onConnect: async (client) => {
      client.on("error", () => {});
      if (silentMs > 0) giveUpSilence(client, silentMs);
      if (keepsIdentity) await client.query("select keep_identity()");
    },
  });
  // A connection died, idle or at work: whoever was using it is told by its query, and the next query opens another.
  pool.on("error", () => {});
  if (metrics) watchPool(metrics, name, pool);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * A host that vanished sends no RST, and TCP would wait a quarter of an hour for it, with everybody who waits for this
 * connection. (Not pg's `query_timeout`: it fails the query and hands the connection, with its answer still to come, to
 * the next.)
 */
function giveUpSilence(client: pg.ClientBase, silentMs: number): void {
  const { connection } = client as unknown as { connection: { stream: Socket } };
  connection.stream.setTimeout(silentMs, () => {
    const owesAnswer = (client as unknown as { readyForQuery: boolean }).readyForQuery !== true;
    if (owesAnswer) connection.stream.destroy();
  });
}
