import { sql } from "kysely";
import type { StoryStatus, Urgency } from "../../news/story.ts";
import type { Store } from "../connect.ts";
import { presentStories, type StoredRevision, type StoredStory, storyOf } from "../stories/stories.ts";

/*
 * What the newsroom sees of its own work and readers do not: stories in every state, who had already seen a revision,
 * what is much like what is being typed, and how many screens are open.
 */

/**
 * Every story, whatever its state, the one touched last first. Whatever was touched on the wire stands among its newest
 * events and whatever waits has an index; so nothing is asked of the stories of years, and no index by time, which each
 * commit would have to keep while it holds the counter.
 */
export async function listWork(store: Store, limit: number): Promise<(StoredStory & { at: Date; by: string })[]> {
  const rows = await presentStories(store)
    .select(sql<string>`person_name(revision.author)`.as("by"))
    .where("story.id", "in", recentlyTouched(limit))
    .orderBy("revision.at", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...storyOf(row), at: row.at, by: row.by }));
}

/** A story has several events now and then: four times as many as are wanted will do. */
function recentlyTouched(limit: number) {
  return sql<string>`(
    (select story_id from event where wire = 'news' and story_id is not null order by seq desc limit ${4 * limit})
    union select id from story where wire = 'news' and status in ('scheduled', 'held')
    union select id from story where status = 'draft')`;
}

export interface SeenRevision extends StoredRevision {
  by: string;
  isPublic: boolean;
  readers: number;
  open: number;
  shown: number;
}

/** All revisions of a story in order, those that never went out too, each with the screens that showed it. */
export async function readSeenRevisions(store: Store, id: string): Promise<SeenRevision[]> {
  const { rows } = await sql<SeenRevision>`
    select r.rev, r.kind, r.at, r.note, r.headline, r.standfirst, r.body, person_name(r.author) as by,
           r.seq is not null as "isPublic", coalesce(sum(c.readers), 0)::int as readers,
           coalesce(sum(c.open), 0)::int as open, coalesce(sum(c.shown), 0)::int as shown
      from revision r join story s on s.id = r.story_id
      left join reach c on c.wire = s.wire and c.seq = r.seq
      where r.story_id = ${id}::uuid and s.wire = 'news'
      group by r.story_id, r.rev order by r.rev`.execute(store);
  return rows;
}

export interface LikeStory {
  story: string;
  headline: string;
  at: Date;
  by: string;
  urgency: Urgency;
  status: StoryStatus;
  likeness: number;
}

/** Stories of the last hours that are out or held and whose headline is much like this one, the most alike first. */
export async function readSimilar(
  store: Store,
  { headline, except, hours }: { headline: string; except: string | null; hours: number },
): Promise<LikeStory[]> {
  const { rows } = await sql<LikeStory>`
    select s.id as story, r.headline, r.at, person_name(r.author) as by, r.urgency, s.status,
           similarity(r.headline, ${headline})::float8 as likeness
      from story_words w join story s on s.id = w.story_id
      join revision r on r.story_id = s.id and r.rev = s.rev
      where w.headline % ${headline} and s.wire = 'news' and s.status in ('published', 'held')
        and s.id is distinct from ${except}::uuid and r.at > clock_timestamp() - make_interval(hours => ${hours})
      order by likeness desc limit 3`.execute(store);
  return rows;
}

/** How many alerts went out since the paper's last midnight. Those that were taken back were spent, too. */
export async function countAlerts(store: Store, timeZone: string): Promise<{ flash: number; breaking: number }> {
  const { rows } = await sql<{ urgency: "flash" | "breaking"; spent: number }>`
    select r.urgency, count(*)::int as spent
      from revision r join story s on s.id = r.story_id
      where s.wire = 'news' and r.urgency <> 'routine' and r.kind = 'new' and r.seq is not null
        and r.at >= date_trunc('day', clock_timestamp(), ${timeZone})
      group by r.urgency`.execute(store);
  const spentOn = (urgency: string): number => rows.find((row) => row.urgency === urgency)?.spent ?? 0;
  return { flash: spentOn("flash"), breaking: spentOn("breaking") };
}

/**
 * What came onto the wire within the last minutes and was neither seen to be fanned out nor given to any reader. The
 * second counts too: what Redis was too late or too empty for, servers take from the store.
 */
export async function countUnsent(store: Store): Promise<{ unsent: number; since: Date | null }> {
  const { rows } = await sql<{ unsent: number; since: Date | null }>`
    select count(*)::int as unsent, min(e.at) as since
      from event e left join stage g on g.wire = e.wire and g.seq = e.seq
      where e.wire = 'news' and g.fanned_out_at is null
        and not exists (select from reach c where c.wire = e.wire and c.seq = e.seq) and e.at > clock_timestamp() - interval '3 minutes' and e.seq > (
        select coalesce(max(seq), 0) from stage where wire = 'news' and fanned_out_at is not null)`.execute(store);
  return rows[0] ?? { unsent: 0, since: null };
}
