import { type RawBuilder, sql } from "kysely";
import type { PushCounts } from "../../news/push.ts";
import type { StoryStatus } from "../../news/story.ts";
import type { WireName } from "../../news/wire-event.ts";
import type { Store } from "../connect.ts";

/*
 * What was observed of an event on its way. Each observer writes what it saw, once a second and for many events at
 * once; a receipt is read from here alone, so it outlives Redis and every process.
 */

/** A stage between the commit and the servers. `taken` is kept of the canary alone: no receipt tells it. */
export type Stage = "queued" | "taken" | "fanned_out";

export interface StageSighting {
  seq: number;
  /** ms since 1970 on the wire's clock. */
  at: number;
}

/** Keeps the first sighting of each. */
export async function recordStage(store: Store, wire: WireName, stage: Stage, seen: StageSighting[]): Promise<void> {
  const column = sql.ref(`${stage}_at`);
  const seqs = seen.map(({ seq }) => seq);
  const times = seen.map(({ at }) => new Date(at));
  await sql`
    insert into stage (wire, seq, ${column})
      select ${wire}, seq, min(at) from unnest(${seqs}::bigint[], ${times}::timestamptz[]) as seen (seq, at) group by seq
      on conflict (wire, seq) do update set ${column} = least(stage.${column}, excluded.${column})`.execute(store);
}

/** What workers saw of an event; null: nobody did, so far. */
export interface StagesSeen {
  seq: number;
  taken: Date | null;
  fannedOut: Date | null;
}

/** What workers saw of these events; of some there may be nothing. */
export function readStages(store: Store, wire: WireName, seqs: number[]): Promise<StagesSeen[]> {
  return store
    .selectFrom("stage")
    .select(["seq", "taken_at as taken", "fanned_out_at as fannedOut"])
    .where("wire", "=", wire)
    .where("seq", "in", seqs)
    .execute();
}

/** One server's count for one event. */
export interface ServerReach {
  seq: number;
  readers: number;
  open: number;
  shown: number;
  firstShownAt: number | null;
  /** Counts by bucket: see core/news/reach.ts. */
  histogram: number[];
}

/** Replaces what this server said of these events before. */
export async function recordReach(store: Store, wire: WireName, server: string, counts: ServerReach[]): Promise<void> {
  await store
    .insertInto("reach")
    .values(
      counts.map(({ seq, readers, open, shown, firstShownAt, histogram }) => ({
        wire,
        seq,
        server,
        readers,
        open,
        shown,
        first_shown_at: firstShownAt === null ? null : new Date(firstShownAt),
        histogram,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["wire", "seq", "server"]).doUpdateSet((row) => ({
        readers: row.ref("excluded.readers"),
        open: row.ref("excluded.open"),
        shown: row.ref("excluded.shown"),
        first_shown_at: row.ref("excluded.first_shown_at"),
        histogram: row.ref("excluded.histogram"),
      })),
    )
    .execute();
}

/** All that was seen of one revision; a stage that nobody observed is null. */
export interface Observed {
  stored: Date;
  seq: number | null;
  queued: Date | null;
  fannedOut: Date | null;
  firstScreen: Date | null;
  readers: number;
  open: number;
  shown: number;
  histograms: number[][];
}

export interface ObservedOfStory extends Observed {
  push: PushCounts | null;
  story: string;
  rev: number;
  status: StoryStatus;
  releaseAt: Date | null;
}

/** Null: there is no such revision. */
export async function readObserved(store: Store, storyId: string, rev: number | null): Promise<Observed | null> {
  const { rows } =
    await sql<Observed>`${observedOf(sql`(select ${storyId}::uuid as story, ${rev}::int as rev)`)}`.execute(store);
  return rows[0] ?? null;
}

/** The same of several revisions at once; those that there are. */
export async function readManyObserved(
  store: Store,
  asked: { story: string; rev: number }[],
): Promise<ObservedOfStory[]> {
  const stories = asked.map(({ story }) => story);
  const revs = asked.map(({ rev }) => rev);
  const wanted = sql`(select distinct story, rev from unnest(${stories}::uuid[], ${revs}::int[]) as asked (story, rev))`;
  const { rows } = await sql<ObservedOfStory>`${observedOf(wanted)}`.execute(store);
  return rows;
}

/** `wanted`: rows of a story's id and a revision of it, or null for the present one. */
function observedOf(wanted: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select s.id as story, r.rev, s.status, s.release_at as "releaseAt", r.at as stored, r.seq, g.queued_at as queued, g.fanned_out_at as "fannedOut",
           min(c.first_shown_at) as "firstScreen", coalesce(sum(c.readers), 0)::int as readers,
           coalesce(sum(c.open), 0)::int as open, coalesce(sum(c.shown), 0)::int as shown,
           coalesce(json_agg(c.histogram) filter (where c.seq is not null), '[]') as histograms,
           (select json_build_object(
              'waiting', count(*) filter (where state in ('waiting', 'sending')),
              'sent', count(*) filter (where state = 'sent'), 'shown', count(*) filter (where state = 'shown'),
              'failed', count(*) filter (where state = 'failed'), 'pruned', count(*) filter (where state = 'pruned'),
              'expired', count(*) filter (where state = 'expired'))
            from push_target p where p.story_id = s.id and p.rev = r.rev having count(*) > 0) as push
      from ${wanted} w
      join story s on s.id = w.story and s.wire = 'news'
      join revision r on r.story_id = s.id and r.rev = coalesce(w.rev, s.rev)
      left join stage g on g.wire = s.wire and g.seq = r.seq
      left join reach c on c.wire = s.wire and c.seq = r.seq
      group by s.id, r.rev, s.status, s.release_at, r.at, r.seq, g.queued_at, g.fanned_out_at`;
}

/** The queue carried the wake-up of a story that was waiting: seen by whoever took it. Nothing, if it is not out. */
export async function recordQueuedStory(store: Store, storyId: string, at: number): Promise<void> {
  await sql`
    insert into stage (wire, seq, queued_at)
      select wire, first_seq, greatest(${new Date(at)}::timestamptz, published_at) from story where id = ${storyId}::uuid and first_seq is not null
      on conflict (wire, seq) do update set queued_at = least(stage.queued_at, excluded.queued_at)`.execute(store);
}
