import { z } from "zod";
import { timeText } from "../../../core/clock.ts";
import type { SimilarStory } from "../../../core/pipes/desk-stories.ts";
import type { Store } from "../../../core/store/connect.ts";
import { readSimilar } from "../../../core/store/newsroom/newsroom.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { line } from "../fields/texts.ts";

/** So far back a headline is looked for. */
const HOURS = 6;

/** Query of `GET /v1/desk/similar`. */
export const similarQuery = z.object({
  headline: line(2_000),
  except: z.uuid().optional().meta({ description: "The story that is being written itself." }),
});

/** `GET /v1/desk/similar`: what was told in the last hours and is much like this headline. */
export function findSimilar({ store }: { store: Store }) {
  return async ({ request, patience }: EditorCall): Promise<Reply> => {
    const checked = shaped(similarQuery, request.query);
    if (isProblem(checked)) return checked;
    const { headline, except = null } = checked.fields;
    const found = await patience.wait(readSimilar(store, { headline, except, hours: HOURS }));
    const stories: SimilarStory[] = found.map((each) => ({ ...each, at: timeText(each.at.getTime()) }));
    return { status: 200, json: JSON.stringify({ stories }), headers: { "Cache-Control": "no-store" } };
  };
}
