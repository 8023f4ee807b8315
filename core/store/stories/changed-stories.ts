import type { Cursor } from "../../news/cursor.ts";
import type { WireHead } from "../../news/wire-event.ts";
import type { Store } from "../connect.ts";
import { presentStories, type StoredStory, type StoryRow, storyOf } from "./stories.ts";

/** Stories by their last event, rising, and the wire's head at the same moment. */
export interface ChangedStories extends WireHead {
  /** False: the wire knows no such place, and these are the newest. */
  isComplete: boolean;
  stories: StoredStory[];
}

/**
 * Stories as they stand, in the order in which they changed last: the first `limit` of those that changed after a place
 * on the wire, or, without one, the newest. A story that changes again moves to the end, so whoever reads on misses none.
 */
export async function readChangedStories(store: Store, after: Cursor | null, limit: number): Promise<ChangedStories> {
  const moment = store.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
  return moment.execute(async (transaction) => {
    const head = await transaction
      .selectFrom("wire_head")
      .select(["epoch", "seq as top"])
      .where("wire", "=", "news")
      .executeTakeFirstOrThrow();
    const isKnown = after !== null && after.epoch === head.epoch && after.seq <= head.top;
    const changed = presentStories(transaction).where("story.seq", "is not", null).limit(limit);
    const rows: StoryRow[] = isKnown
      ? await changed.where("story.seq", ">", after.seq).orderBy("story.seq").execute()
      : (await changed.orderBy("story.seq", "desc").execute()).reverse();
    return { ...head, isComplete: isKnown || after === null, stories: rows.map(storyOf) };
  });
}
