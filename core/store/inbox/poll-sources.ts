import { sql } from "kysely";
import type { Store } from "../connect.ts";

/*
 * When each source is to be read, and how it went. A worker takes a source with one statement, for as long as its lease
 * lasts; so any number of wake-ups for it are one reading, and a worker may die in the middle.
 */

const LEASE_SECONDS = 60;
/** A wake-up that nobody took by then is sent again: Redis may have been emptied. */
const ANNOUNCED_AGAIN_SECONDS = 30;
/** A scheduled wake-up may be a little early. */
const EARLY_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 6 * 3_600;

export interface SourceAtWork {
  id: string;
  name: string;
  url: string;
  etag: string | null;
  lastModified: string | null;
  /** When it was taken: only whoever still has the lease may say how it went. */
  takenAt: Date;
}

/** Takes a source that is due. Null: it is not, it is switched off, or somebody else is at it. */
export async function takeSource(store: Store, id: string): Promise<SourceAtWork | null> {
  const { rows } = await sql<SourceAtWork>`
    update inbox_source
      set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), last_polled_at = date_trunc('milliseconds', clock_timestamp()),
          announced_at = null
      where id = ${id}::uuid and is_enabled and (lease_until is null or lease_until < clock_timestamp())
        and due_at <= clock_timestamp() + make_interval(secs => least(${EARLY_SECONDS}, every_seconds * 0.2))
      returning id, name, url, etag, last_modified as "lastModified", last_polled_at as "takenAt"`.execute(store);
  return rows[0] ?? null;
}

/** Its document is what it was: all that it had, it still has. */
export async function noteUnchanged(store: Store, { id, takenAt }: SourceAtWork): Promise<void> {
  await sql`
    with source as (
      update inbox_source s
        set lease_until = null, failures = 0, last_error = null, last_success_at = n.at, read_at = n.at,
            due_at = n.at + make_interval(secs => s.every_seconds)
        from (select date_trunc('milliseconds', clock_timestamp()) as at, (select read_at from inbox_source where id = ${id}::uuid) as before) n
        where s.id = ${id}::uuid and s.last_polled_at = ${takenAt}::timestamptz
        returning s.id, n.at, n.before)
    update inbox_item i set seen_at = source.at
      from source where i.source_id = source.id and i.seen_at >= source.before`.execute(store);
}

/** It could not be read: it is left alone twice as long as before, or as long as it asks for itself. */
export async function noteFailure(
  store: Store,
  { id, takenAt }: SourceAtWork,
  { says, retryAfterSeconds = 0 }: { says: string; retryAfterSeconds?: number },
): Promise<void> {
  await sql`
    update inbox_source
      set lease_until = null, failures = failures + 1, last_error = ${says},
          due_at = clock_timestamp() + make_interval(secs => least(${LONGEST_WAIT_SECONDS},
            greatest(${retryAfterSeconds}::float8, every_seconds * 2 ^ least(failures, 10))))
      where id = ${id}::uuid and last_polled_at = ${takenAt}::timestamptz`.execute(store);
}

export interface Schedule {
  id: string;
  everySeconds: number;
}

/** Every source that is switched on, and how often it is to be read. */
export async function readSchedules(store: Store): Promise<Schedule[]> {
  const rows = await store
    .selectFrom("inbox_source")
    .select(["id", "every_seconds as everySeconds"])
    .where("is_enabled", "=", true)
    .orderBy("id")
    .execute();
  return rows;
}

/** Sources that are due and that no wake-up has been sent for lately; from now on one has. */
export async function takeUnannounced(store: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update inbox_source set announced_at = clock_timestamp()
      where is_enabled and due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
        and (announced_at is null
             or announced_at < clock_timestamp() - make_interval(secs => ${ANNOUNCED_AGAIN_SECONDS}))
      returning id`.execute(store);
  return rows.map(({ id }) => id);
}
