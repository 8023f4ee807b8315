import { sql } from "kysely";
import type { Store } from "../connect.ts";

/*
 * Which revisions are to be read out, who is at it, and what came of it. Every step is one statement on one row, so a
 * worker may die between any two of them: its lease runs out, and after three attempts a text counts as poison.
 */

/** Only what people still listen to: as many of the newest stories as the front page and its first older page show. */
const NEWEST = 200;
const NEWEST_HOURS = 24;
/** Sound takes a thousand times the room of its text. */
export const KEPT_DAYS = 7;
const ATTEMPTS = 3;
const LEASE_SECONDS = 90;
/** A job that was not taken by then is announced again: Redis may have been emptied. */
const ANNOUNCED_AGAIN_SECONDS = 60;
/** Jobs at most that nobody has finished: the queue is short, so the newest story never waits for a day's backlog. */
const UNDER_WAY = 4;

/** Whose sound: a story's revision. */
export interface NarrationKey {
  storyId: string;
  rev: number;
}

/** Keeps the rows in step with the paper: forgets what is no longer said, and wants what is new. */
export async function keepNarrations(store: Store): Promise<void> {
  await sql`
    delete from narration n using story s
      where s.id = n.story_id and (s.rev <> n.rev or s.status <> 'published'
        or n.ready_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS}))`.execute(store);
  await sql`
    update narration set state = 'failed'
      where state in ('wanted', 'working') and attempts >= ${ATTEMPTS} and lease_until < clock_timestamp()`.execute(
    store,
  );
  const listened = sql`(
    select id, rev, status, updated_at from story where wire = 'news' and first_seq is not null
      order by first_seq desc limit ${NEWEST})`;
  await sql`
    insert into narration (story_id, rev)
      select id, rev from ${listened} newest
        where status = 'published' and updated_at > clock_timestamp() - make_interval(hours => ${NEWEST_HOURS})
      on conflict do nothing`.execute(store);
  await sql`
    delete from narration n
      where state = 'wanted' and attempts = 0 and not exists (select from ${listened} newest where id = n.story_id)`.execute(
    store,
  );
}

/** The rows that nobody works on and no job was sent for lately, the newest story first; they count as announced now. */
export async function takeUnannounced(store: Store): Promise<NarrationKey[]> {
  const { rows } = await sql<NarrationKey>`
    update narration n set announced_at = clock_timestamp()
      where (n.story_id, n.rev) in (
        select w.story_id, w.rev from narration w join story s on s.id = w.story_id
          where (w.state = 'wanted' or (w.state = 'working' and w.lease_until < clock_timestamp()))
            and (w.announced_at is null
                 or w.announced_at < clock_timestamp() - make_interval(secs => ${ANNOUNCED_AGAIN_SECONDS}))
          order by s.seq desc
          limit greatest(0, ${UNDER_WAY}::int - (
            select count(*)::int from narration
              where (state = 'working' or (state = 'wanted' and attempts = 0)) -- what failed only waits for its minute
                and announced_at >= clock_timestamp() - make_interval(secs => ${ANNOUNCED_AGAIN_SECONDS})))
          for update of w skip locked)
      returning n.story_id as "storyId", n.rev`.execute(store);
  return rows;
}

export interface NarrationText {
  headline: string;
  standfirst: string;
  /** Markdown. */
  body: string;
}

/** The text to read out, which is now this worker's for 90 s. Null: done, in hand, given up, or no longer what stands. */
export async function claimNarration(store: Store, { storyId, rev }: NarrationKey): Promise<NarrationText | null> {
  const { rows } = await sql<NarrationText>`
    update narration n
      set state = 'working', attempts = attempts + 1, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      from story s join revision r on r.story_id = s.id and r.rev = s.rev
      where n.story_id = ${storyId}::uuid and n.rev = ${rev}::int and n.attempts < ${ATTEMPTS}
        and (n.state = 'wanted' or (n.state = 'working' and n.lease_until < clock_timestamp()))
        and s.id = n.story_id and s.rev = n.rev and s.status = 'published'
      returning r.headline, r.standfirst, r.body`.execute(store);
  return rows[0] ?? null;
}

/** Keeps the sound. False: the row is gone, because what it says was corrected or taken back meanwhile. */
export async function keepAudio(
  store: Store,
  { storyId, rev }: NarrationKey,
  { audio, seconds }: { audio: Buffer; seconds: number },
): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("narration")
    .set({ state: "ready", audio, seconds, ready_at: sql`clock_timestamp()`, lease_until: null })
    .where("story_id", "=", storyId)
    .where("rev", "=", rev)
    .where("state", "=", "working")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** This attempt failed: another one in a minute, unless it was the last, or no other can end better. */
export async function failNarration(store: Store, { storyId, rev }: NarrationKey, isFinal: boolean): Promise<void> {
  await sql`
    update narration set announced_at = clock_timestamp(), lease_until = null,
        state = case when ${isFinal} or attempts >= ${ATTEMPTS} then 'failed' else 'wanted' end
      where story_id = ${storyId}::uuid and rev = ${rev}::int and state = 'working'`.execute(store);
}

export interface ReadyNarration extends NarrationKey {
  seconds: number;
  readyAt: Date;
}

/** What has become ready since then, at most 1,000, the oldest first. */
export async function readReady(store: Store, since: Date): Promise<ReadyNarration[]> {
  const { rows } = await sql<ReadyNarration>`
    select story_id as "storyId", rev, seconds, ready_at as "readyAt" from narration
      where state = 'ready' and ready_at > ${since}::timestamptz order by ready_at limit 1000`.execute(store);
  return rows;
}

/** How a revision's sound stands, as far as readers may know. */
export type AudioState = { state: "ready"; bytes: number } | { state: "none" } | { state: "retracted" };

export async function readAudioState(store: Store, { storyId, rev }: NarrationKey): Promise<AudioState> {
  const { rows } = await sql<{ status: string; bytes: number | null }>`
    select s.status, octet_length(n.audio) as bytes from story s
      left join narration n on n.story_id = s.id and n.rev = ${rev}::int and n.rev = s.rev and n.state = 'ready'
      where s.id = ${storyId}::uuid and s.wire = 'news'`.execute(store);
  const [row] = rows;
  if (row?.status === "retracted") return { state: "retracted" };
  return row?.status === "published" && row.bytes ? { state: "ready", bytes: row.bytes } : { state: "none" };
}

/** Bytes of a sound, both ends included. Null: it is gone since it was asked for. */
export async function readAudio(
  store: Store,
  { storyId, rev }: NarrationKey,
  { start, end }: { start: number; end: number },
): Promise<Buffer | null> {
  const { rows } = await sql<{ part: Buffer }>`
    select substring(audio from ${start + 1}::int for ${end - start + 1}::int) as part from narration
      where story_id = ${storyId}::uuid and rev = ${rev}::int and state = 'ready'`.execute(store);
  return rows[0]?.part ?? null;
}
