import { sql } from "kysely";
import { type Clock, startClock } from "../clock.ts";
import type { Log } from "../process/log.ts";
import type { Store } from "./connect.ts";

const SYNC_EVERY_MS = 60_000;
const TRY_AGAIN_MS = 500;

/** The wire's clock, kept by asking the database each minute. Waits for a database that is not there yet. */
export async function followStoreClock(store: Store, log: Log): Promise<Clock & { close(): void }> {
  const clock = await untilAnswered(() => startClock(() => readTime(store)), log);
  const timer = setInterval(() => clock.sync().catch(() => {}), SYNC_EVERY_MS);
  return { ...clock, close: () => clearInterval(timer) };
}

async function readTime(store: Store): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(store);
  if (!rows[0]) throw new Error("the database gave no time");
  return rows[0].now.getTime();
}

async function untilAnswered<T>(ask: () => Promise<T>, log: Log): Promise<T> {
  for (let waited = false; ; waited = true) {
    try {
      return await ask();
    } catch (failure) {
      if (!waited) log.warn({ err: failure }, "waiting for PostgreSQL");
      await new Promise((resume) => setTimeout(resume, TRY_AGAIN_MS));
    }
  }
}
