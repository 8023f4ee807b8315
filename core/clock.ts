/*
 * The only clock is the database's. Every process keeps its distance to it and asks here; a house test bans Date.now()
 * for anything that is compared with the wire. Between two readings the process's monotonic clock carries the time, so
 * a wall clock that is set, or wrong by an hour, changes nothing.
 */

export interface Clock {
  /** Milliseconds since 1970 on the database's clock. */
  now(): number;
  /** Reads the database's clock again. Keeps the old distance, and throws, when it cannot be asked. */
  sync(): Promise<void>;
}

/** A clock that has been set once. `readDatabaseTime` gives the database's time in ms since 1970. */
export async function startClock(readDatabaseTime: () => Promise<number>): Promise<Clock> {
  let offsetMs = 0;
  const sync = async (): Promise<void> => {
    const asked = performance.now();
    const time = await readDatabaseTime();
    const answered = performance.now();
    offsetMs = time - (asked + answered) / 2;
  };
  await sync();
  return { now: () => performance.now() + offsetMs, sync };
}

/** "2026-11-23T14:07:31.000Z" of milliseconds since 1970. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
