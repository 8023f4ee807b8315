import { type Selectable, sql } from "kysely";
import { timeText } from "../../clock.ts";
import type { Draft, DraftFields, DraftLine, DraftState } from "../../news/draft.ts";
import type { Urgency } from "../../news/story.ts";
import type { Store } from "../connect.ts";
import { settleItem } from "../inbox/settle-item.ts";
import type { DraftTable } from "../schema.ts";

/** A draft as one page of the desk has it. */
export interface DraftToSave {
  id: string;
  /** The version that this makes: the one before, as that page knows it, + 1. */
  version: number;
  state: DraftState;
  fields: DraftFields;
  story: string | null;
  baseRev: number | null;
  account: string;
}

const LISTED_AT_MOST = 200;

/**
 * Keeps a draft if it is the next version, in one statement, so two who save at once cannot both win. A draft that is
 * not there is made whatever its version: a text that comes back after its row was deleted is kept, not refused. Null:
 * somebody else saved this version, or a later one.
 */
export async function saveDraft(store: Store, draft: DraftToSave): Promise<Draft | null> {
  const { id, version, state, fields, story, baseRev, account } = draft;
  const json = JSON.stringify(fields);
  const { rows } = await sql<DraftRow>`
    insert into draft (id, version, state, fields, story_id, base_rev, author, saved_by, saved_at)
      values (${id}::uuid, ${version}, ${state}, ${json}::jsonb, ${story}::uuid, ${baseRev}, ${account}, ${account},
              clock_timestamp())
      on conflict (id) do update set version = excluded.version, state = excluded.state, fields = excluded.fields,
          story_id = excluded.story_id, base_rev = excluded.base_rev, saved_by = excluded.saved_by,
          saved_at = excluded.saved_at
        where draft.version = excluded.version - 1
           or (draft.version = excluded.version and draft.saved_by = excluded.saved_by
               and draft.fields = excluded.fields and draft.state = excluded.state)
      returning *, person_name(author) as author_name, person_name(saved_by) as saved_name`.execute(store);
  return rows[0] ? draftOf(rows[0]) : null;
}

/** Null: there is none. */
export async function readDraft(store: Store, id: string): Promise<Draft | null> {
  const row = await named(store).where("id", "=", id).executeTakeFirst();
  return row ? draftOf(row) : null;
}

/** Everybody's drafts, the last saved first. Without their texts, which may be long and are asked for every few seconds. */
export async function listDrafts(store: Store): Promise<DraftLine[]> {
  const rows = await store
    .selectFrom("draft")
    .select(["id", "version", "state", "story_id as story", "saved_at as savedAt"])
    .select(sql<string>`fields ->> 'headline'`.as("headline"))
    .select(sql<Urgency>`fields ->> 'urgency'`.as("urgency"))
    .select(sql<string>`person_name(saved_by)`.as("savedBy"))
    .orderBy("saved_at", "desc")
    .limit(LISTED_AT_MOST)
    .execute();
  return rows.map(({ story, savedAt, ...line }) => ({
    ...{ ...line, savedAt: timeText(savedAt.getTime()) },
    ...(story !== null && { story }),
  }));
}

/**
 * Deletes a draft: it has become this story, or it is not wanted. Deleting what is not there is no mistake. Whatever the
 * draft was made from is told in the same transaction.
 */
export async function deleteDraft(store: Store, id: string, story: string | null): Promise<void> {
  await store.transaction().execute(async (transaction) => {
    await transaction.deleteFrom("draft").where("id", "=", id).execute();
    await settleItem(transaction, id, story);
  });
}

type DraftRow = Selectable<DraftTable> & { author_name: string; saved_name: string };

function named(store: Store) {
  return store
    .selectFrom("draft")
    .selectAll()
    .select([sql<string>`person_name(author)`.as("author_name"), sql<string>`person_name(saved_by)`.as("saved_name")]);
}

function draftOf(row: DraftRow): Draft {
  const { id, version, state, fields, story_id, base_rev, author_name, saved_name, saved_at } = row;
  return {
    ...{ id, version, state, fields, author: author_name, savedBy: saved_name, savedAt: timeText(saved_at.getTime()) },
    ...(story_id !== null && { story: story_id }),
    ...(base_rev !== null && { baseRev: base_rev }),
  };
}
