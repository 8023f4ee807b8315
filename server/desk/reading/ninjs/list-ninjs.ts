import { z } from "zod";
import { formatCursor, parseCursor } from "../../../../core/news/cursor.ts";
import { readChangedStories } from "../../../../core/store/stories/changed-stories.ts";
import type { Call, Reply } from "../../../http/answers/answer.ts";
import { isProblem } from "../../../http/answers/problem.ts";
import { shaped } from "../../fields/story-rules.ts";
import { ninjsItem } from "./ninjs-item.ts";
import { describedByNinjs, type NinjsParts } from "./read-ninjs.ts";

const LIMIT = 50;
const LIMIT_AT_MOST = 100;

/** Query of `GET /v1/ninjs`. */
export const ninjsQuery = z.object({
  after: z
    .string()
    .refine((text) => parseCursor(text) !== null, "is not a cursor")
    .optional()
    .meta({
      description: "A cursor of the wire, or the `cursor` of an earlier answer.",
      examples: ["0fk3x9q2ab7c:1024"],
    }),
  limit: z.coerce.number().int().min(1).max(LIMIT_AT_MOST).default(LIMIT),
});

/**
 * `GET /v1/ninjs`: stories as they stand, in the order of their last change, after a cursor or the newest. Whoever comes
 * back with `cursor` is told of every story that changed since, also of those that were taken back.
 */
export function listNinjs({ store, bodies, site }: NinjsParts) {
  return async ({ request, patience }: Call): Promise<Reply> => {
    const checked = shaped(ninjsQuery, request.query);
    if (isProblem(checked)) return checked;
    const { after, limit } = checked.fields;
    const place = parseCursor(after);
    const found = await patience.wait(readChangedStories(store, place, limit));
    const { epoch, top, isComplete, stories } = found;
    const last = stories.length === limit ? (stories.at(-1)?.seq ?? top) : top;
    return describedByNinjs({
      ...{ cursor: formatCursor({ epoch, seq: last }), complete: isComplete, isLast: last === top },
      items: stories.map((story) => ninjsItem(site, story, bodies.htmlOf(story.body))),
    });
  };
}
