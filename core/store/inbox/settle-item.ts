import { sql } from "kysely";
import type { Store } from "../connect.ts";

/**
 * What has become of a draft: a story, or nothing. Of an item that it was made from, the same is told: it is that story,
 * or it waits again.
 */
export async function settleItem(store: Store, draft: string, story: string | null): Promise<void> {
  if (story !== null) {
    await sql`
      update inbox_item set story_id = ${story}::uuid, touched_at = clock_timestamp()
        where draft_id = ${draft}::uuid and exists (select from story where id = ${story}::uuid)`.execute(store);
    return;
  }
  await sql`
    update inbox_item
      set state = case when is_withdrawn then 'dismissed' else 'new' end, touched_at = clock_timestamp(),
          handled_by = null, handled_at = null, draft_id = null
      where draft_id = ${draft}::uuid and state = 'taken' and story_id is null`.execute(store);
}
