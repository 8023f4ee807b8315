import { type Selectable, sql } from "kysely";
import type { StoryContent, StoryStatus } from "../../news/story.ts";
import type { Store } from "../connect.ts";
import { type Actor, noteAct } from "../people/audit-log.ts";
import type { RevisionTable, StoryTable } from "../schema.ts";

/** A story as it stands: its state and its present revision. */
export interface StoredStory extends StoryContent {
  id: string;
  rev: number;
  status: StoryStatus;
  author: string;
  slug: string;
  excerpt: string;
  /** Of the present revision. */
  kind: RevisionTable["kind"];
  note: string | null;
  releaseAt: Date | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
  expiresAt: Date | null;
  firstSeq: number | null;
  seq: number | null;
}

/** One revision that went out, as its story's history tells it. */
export interface StoredRevision {
  rev: number;
  kind: RevisionTable["kind"];
  at: Date;
  note: string | null;
  headline: string;
  standfirst: string;
  body: string;
}

/** Null: there is no such story. Says nothing of whether readers may see it: look at `status`. */
export async function readStory(store: Store, id: string): Promise<StoredStory | null> {
  const row = await presentStories(store).where("story.id", "=", id).executeTakeFirst();
  return row ? storyOf(row) : null;
}

/** The stories of these ids that there are, in no order. */
export async function readStories(store: Store, ids: readonly string[]): Promise<StoredStory[]> {
  if (ids.length === 0) return [];
  return (
    await presentStories(store)
      .where("story.id", "in", [...ids])
      .execute()
  ).map(storyOf);
}

export interface ListRequest {
  /** A section's slug; left out: all. */
  section?: string | undefined;
  /** Only stories first published before this number. */
  before?: number | undefined;
  limit: number;
}

/** Published stories by first publication, newest first. Retracted ones are left out. */
export async function listStories(store: Store, { section, before, limit }: ListRequest): Promise<StoredStory[]> {
  let query = presentStories(store).where("story.status", "=", "published");
  if (section !== undefined) query = query.where("revision.section", "=", section);
  if (before !== undefined) query = query.where("story.first_seq", "<", before);
  return (await query.orderBy("story.first_seq", "desc").limit(limit).execute()).map(storyOf);
}

/** The revisions of a story that were on the wire, in order; what came before its release was never public. */
export async function readRevisions(store: Store, id: string): Promise<StoredRevision[]> {
  return store
    .selectFrom("revision")
    .innerJoin("story", "story.id", "revision.story_id")
    .select(["revision.rev", "kind", "at", "note", "headline", "standfirst", "body"])
    .where("story.id", "=", id)
    .where("story.wire", "=", "news")
    .where("revision.seq", "is not", null)
    .orderBy("revision.rev")
    .execute();
}

/** Puts a waiting story back into the drafts. False: it is released, or was never waiting. */
export async function unschedule(store: Store, actor: Actor, id: string): Promise<boolean> {
  return store.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("story")
      .set({ status: "draft", release_at: null })
      .where("id", "=", id)
      .where("status", "in", ["scheduled", "held"])
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await noteAct(transaction, actor, "story.unschedule", { story: id });
    return numUpdatedRows > 0n;
  });
}

/** Whether the database answers. */
export async function pingStore(store: Store): Promise<void> {
  await sql`select 1`.execute(store);
}

/** Of the paper's own wire: what the canary carries is nobody's to read. */
/** Every story beside its present revision; whoever asks says which. */
export function presentStories(store: Store) {
  return store
    .selectFrom("story")
    .where("story.wire", "=", "news")
    .innerJoin("revision", (join) =>
      join.onRef("revision.story_id", "=", "story.id").onRef("revision.rev", "=", "story.rev"),
    )
    .selectAll("revision")
    .select(["story.id", "story.status", "story.author", "story.release_at", "story.published_at", "story.updated_at"])
    .select(["story.expires_at", "story.first_seq", "story.seq"]);
}

export type StoryRow = Selectable<RevisionTable> & Omit<Selectable<StoryTable>, "wire">;

export function storyOf(row: StoryRow): StoredStory {
  const { id, rev, status, author, slug, excerpt, kind, note, headline, standfirst, body, section, topics } = row;
  const { urgency, byline, related, lead, verification } = row;
  return {
    ...{ id, rev, status, author, slug, excerpt, kind, note, headline, standfirst, body, section, topics },
    ...{ urgency, byline, related, lead, verification },
    expiresInMinutes: row.expires_in_minutes,
    releaseAt: row.release_at,
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    firstSeq: row.first_seq,
    seq: row.seq,
  };
}
