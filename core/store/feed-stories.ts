import { sql } from "kysely";
import type { Store } from "./connect.ts";
import { presentStories, type StoredStory, storyOf } from "./stories.ts";

/** A story as feeds tell it: published or retracted. */
export interface FeedStory extends StoredStory {
  /** What readers were told of its corrections and updates, newest first; none of a retracted one. */
  notes: { kind: "correction" | "update"; at: string; note: string }[];
}

const NEWEST = 50;
/** As many again may be there because of what happened to them. */
const AT_MOST = 2 * NEWEST;
const TOLD_DAYS = 30;

/**
 * What the feeds of the paper, or of one section, tell: the newest 50 stories, tombstones among them in their old
 * places, and whatever else was corrected or taken back within 30 days: who subscribed may still hold the old text.
 * A tombstone stands in every section that had the story. One statement, so no text is older than its story's status.
 */
export async function readFeedStories(store: Store, section: string | null): Promise<FeedStory[]> {
  const published = presentStories(store)
    .where("story.wire", "=", "news")
    .where("story.status", "in", ["published", "retracted"]);
  const out = section === null ? published : published.where((is) => is.or([isIn(section), wasIn(section)]));
  const newest = out.clearSelect().select("story.id").orderBy("story.first_seq", "desc").limit(NEWEST);
  const rows = await out
    .select(notes.as("notes"))
    .where((is) => is.or([is("story.id", "in", newest), isTold]))
    .orderBy("story.first_seq", "desc")
    .limit(AT_MOST)
    .execute();
  return rows.map(({ notes, ...row }) => ({ ...storyOf(row), notes }));
}

/** As much of a story as the news sitemap says. */
export interface RecentStory {
  id: string;
  slug: string;
  headline: string;
  published_at: Date | null;
  updated_at: Date | null;
}

/** Published within `hours`, newest first, at most `limit`. */
export async function readRecentStories(store: Store, hours: number, limit: number): Promise<RecentStory[]> {
  return presentStories(store)
    .clearSelect()
    .select(["story.id", "revision.slug", "revision.headline", "story.published_at", "story.updated_at"])
    .where("story.wire", "=", "news")
    .where("story.status", "=", "published")
    .where(sql<boolean>`story.published_at > clock_timestamp() - make_interval(hours => ${hours})`)
    .orderBy("story.first_seq", "desc")
    .limit(limit)
    .execute();
}

const isTold = sql<boolean>`revision.kind in ('correction', 'retraction')
  and story.updated_at > clock_timestamp() - make_interval(days => ${TOLD_DAYS})`;

const notes = sql<FeedStory["notes"]>`(
  select coalesce(json_agg(json_build_object('kind', told.kind, 'at', wire_time(told.at), 'note', told.note)
                           order by told.rev desc), '[]')
    from revision told
    where told.story_id = story.id and story.status = 'published' and told.seq is not null
      and told.kind in ('correction', 'update') and told.note is not null)`;

function isIn(section: string) {
  return sql<boolean>`revision.section = ${section}`;
}

function wasIn(section: string) {
  return sql<boolean>`story.status = 'retracted' and exists (select from revision was
    where was.story_id = story.id and was.seq is not null and was.section = ${section})`;
}
