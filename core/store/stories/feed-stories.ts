import { sql } from "kysely";
import type { Store } from "../connect.ts";
import { presentStories, type StoredStory, storyOf } from "./stories.ts";

/** A story as feeds tell it: published or retracted. */
export interface FeedStory extends StoredStory {
  /** What readers were told of its corrections and updates, newest first; none of a retracted one. */
  notes: { kind: "correction" | "update"; at: string; note: string }[];
}

const NEWEST = 50;
const TOLD = 50;
const TOLD_DAYS = 30;

/**
 * What the feeds of the paper, or of one section, tell: the newest 50 stories, tombstones among them in their old
 * places; whatever was last changed above the number `after`, where the archive begins; and the 50 that were corrected or
 * taken back last within 30 days: who subscribed may still hold the old text. A tombstone stands in every section that
 * had the story. One statement, so no text is older than its story's status.
 */
export function readFeedStories(store: Store, section: string | null, after: number): Promise<FeedStory[]> {
  const ids = outStories(store, section).clearSelect().select("story.id");
  const newest = ids.orderBy("story.first_seq", "desc").limit(NEWEST);
  const changed = changedWithin(store, after, null);
  const told = ids
    .innerJoin("event", (join) =>
      join.onRef("event.story_id", "=", "story.id").onRef("event.seq", "=", "story.seq").on("event.wire", "=", "news"),
    )
    .where(isTold)
    .orderBy("event.at", "desc")
    .limit(TOLD);
  const meant = sql<boolean>`story.id in (${newest} union ${changed} union ${told})`; // each by an index, however long the wire
  return withNotes(outStories(store, section).where(meant));
}

/** What an archive of the feeds tells: the stories that were last changed above `after` and up to `until`, as they stand. */
export function readArchivedStories(
  store: Store,
  section: string | null,
  after: number,
  until: number,
): Promise<FeedStory[]> {
  return withNotes(outStories(store, section).where("story.id", "in", changedWithin(store, after, until)));
}

/** Whatever readers may know of: of the whole paper, or of a section. */
function outStories(store: Store, section: string | null) {
  const out = presentStories(store).where("story.status", "in", ["published", "retracted"]);
  return section === null ? out : out.where((is) => is.or([isIn(section), wasIn(section)]));
}

/** The stories whose newest event has a number of these, by way of the wire's own index. */
function changedWithin(store: Store, after: number, until: number | null) {
  const changed = store
    .selectFrom("event")
    .innerJoin("story as its", (join) => join.onRef("its.id", "=", "event.story_id").onRef("its.seq", "=", "event.seq"))
    .select("its.id")
    .where("event.wire", "=", "news")
    .where("event.seq", ">", after);
  return until === null ? changed : changed.where("event.seq", "<=", until);
}

async function withNotes(stories: ReturnType<typeof outStories>): Promise<FeedStory[]> {
  const rows = await stories.select(notes.as("notes")).orderBy("story.first_seq", "desc").execute();
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

const isTold = sql<boolean>`event.kind in ('correction', 'retraction')
  and event.at > clock_timestamp() - make_interval(days => ${TOLD_DAYS})`;

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
