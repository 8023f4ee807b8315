import type { Store } from "../../../core/store/connect.ts";
import type { FieldError } from "../../http/answers/problem.ts";

/**
 * Which of `related` readers cannot see, so that no story leads them to nothing, or tells them of one that is not out.
 * Asks the store only if there are any.
 */
export async function unseenAmong(store: Store, related: readonly string[] = []): Promise<FieldError[]> {
  if (related.length === 0) return [];
  const rows = await store
    .selectFrom("story")
    .select("id")
    .where("id", "in", [...related])
    .where("wire", "=", "news")
    .where("status", "=", "published")
    .execute();
  const seen = new Set(rows.map(({ id }) => id));
  return related.flatMap((id, place) =>
    seen.has(id) ? [] : [{ pointer: `/related/${place}`, detail: "is not a published story" }],
  );
}
