import { sql } from "kysely";
import type { WireEvent } from "../../news/wire-event.ts";
import type { Store } from "../connect.ts";
import { type StoredStory, storyOf } from "./stories.ts";

/*
 * The front page of a moment needs few events: the first and the last one, up to then, of the newest 50 stories, of the
 * newest that says it leads, and of the newest alert that had not expired. Each is found by an index from that moment
 * backwards, so the answer takes as long on a wire of years as on one of a day.
 *
 * Not so: folding the log from its beginning, or from kept states of each hour. A retraction rewrites the log, so every
 * kept state would have to be found and made anew.
 */

/** An alert lasts at most this long (contract), so older events need not be looked at. */
const ALERT_MINUTES = 240;

export interface Past {
  epoch: string;
  /** The last number up to the moment; 0: there was nothing yet. */
  seq: number;
  /** What the front page's fold needs, rising in seq. */
  events: WireEvent[];
  /** Ids of stories that were corrected after the moment. */
  correctedLater: string[];
  /** Of the wire's first event; null: there is none. */
  firstAt: Date | null;
  /** When the page last looked different before, and when it looks different next. */
  previousAt: Date | null;
  nextAt: Date | null;
}

/** The wire of the paper up to and including a moment. */
export async function readPast(store: Store, moment: Date): Promise<Past> {
  const { rows } = await sql<Omit<Past, "correctedLater" | "events"> & { seq: number; held: Held[] | null }>`
    with
    moment as materialized (select last_seq_at('news', ${moment}::timestamptz) as seq),
    newest as (
      select id from story where wire = 'news' and first_seq <= (select seq from moment)
        order by first_seq desc limit 50),
    led as (
      select e.story_id as id from event e
        where e.wire = 'news' and e.seq <= (select seq from moment) and e.json like '%"lead":true%' and ${isLast}
        order by e.seq desc limit 1),
    alerted as (
      select e.story_id as id from event e
        where e.wire = 'news' and e.seq <= (select seq from moment) and e.json like '%"expiresAt":%' and ${isLast}
          and e.seq > last_seq_at('news', ${moment}::timestamptz - make_interval(mins => ${ALERT_MINUTES}))
          and (e.json::json -> 'story' ->> 'expiresAt')::timestamptz > ${moment}::timestamptz
        order by e.seq desc limit 1),
    held as (
      select first.json as first, last.json as last, exists (
          select from event since where since.story_id = s.id and since.seq > last.seq and since.kind = 'correction'
        ) as corrected
        from (select id from newest union select id from led union select id from alerted) shown
        join story s on s.id = shown.id
        join event first on first.wire = 'news' and first.seq = s.first_seq
        cross join lateral (
          select e.seq, e.json from event e
            where e.story_id = s.id and e.wire = 'news' and e.seq <= (select seq from moment)
            order by e.seq desc limit 1) last)
    select h.epoch, m.seq,
           (select json_agg(json_build_object('first', first::json, 'last', last::json, 'isCorrected', corrected))
              from held) as held,
           ${neighbours}
      from wire_head h, moment m where h.wire = 'news'`.execute(store);
  const [row] = rows;
  if (!row) throw new Error("there is no wire of news");
  const { held, ...rest } = row;
  return { ...rest, ...foldable(held ?? [], row.epoch) };
}

/** Times of the changes around the moment `m`. */
const neighbours = sql`
  (select at from event where wire = 'news' and seq = 1) as "firstAt",
  (select at from event where wire = 'news' and seq = last_seq_at('news',
     (select at - interval '1 millisecond' from event where wire = 'news' and seq = m.seq))) as "previousAt",
  (select at from event where wire = 'news' and seq = m.seq + 1) as "nextAt"`;

/** No event of the same story lies between this one and the moment. */
const isLast = sql`not exists (
  select from event between_ where between_.story_id = e.story_id and between_.seq > e.seq
    and between_.seq <= (select seq from moment))`;

interface Held {
  first: WireEvent;
  last: WireEvent & { story: { id: string } };
  isCorrected: boolean;
}

function foldable(held: Held[], epoch: string): Pick<Past, "events" | "correctedLater"> {
  const bySeq = new Map(held.flatMap(({ first, last }) => [first, last]).map((event) => [event.seq, event]));
  const events = [...bySeq.values()].sort((a, b) => a.seq - b.seq).map((event) => ({ ...event, epoch }));
  return { events, correctedLater: held.filter((each) => each.isCorrected).map(({ last }) => last.story.id) };
}

/** An earlier revision's texts, of a story that stands. Null: it was taken back since, or never out. */
export async function readPastRevision(store: Store, id: string, rev: number): Promise<StoredStory | null> {
  const row = await store
    .selectFrom("story")
    .innerJoin("revision", "revision.story_id", "story.id")
    .selectAll("revision")
    .select(["story.id", "story.status", "story.author", "story.release_at", "story.published_at", "story.updated_at"])
    .select(["story.expires_at", "story.first_seq", "revision.seq"])
    .where("story.id", "=", id)
    .where("story.wire", "=", "news")
    .where("story.status", "=", "published")
    .where("revision.rev", "=", rev)
    .where("revision.seq", "is not", null)
    .executeTakeFirst();
  return row ? storyOf(row) : null;
}
