import { z } from "zod";
import { timeText } from "../../../core/clock.ts";
import { MOST_RELATED, type RelatedChoice, type RelatedChoices } from "../../../core/news/related.ts";
import type { Store } from "../../../core/store/connect.ts";
import { findAlikeText } from "../../../core/store/stories/alike.ts";
import { readStories } from "../../../core/store/stories/stories.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { line } from "../fields/texts.ts";

const MOST_SUGGESTED = 5;

/** Query of `GET /v1/desk/related`. */
export const relatedQuery = z.object({
  headline: line(2_000),
  standfirst: line(4_000).default(""),
  section: z.string().max(100).default(""),
  except: z.uuid().optional().meta({ description: "The story that is being written itself." }),
  chosen: z
    .string()
    .default("")
    .transform((ids) => ids.split(",").filter(Boolean))
    .pipe(z.array(z.uuid()).max(MOST_RELATED))
    .meta({ description: "Ids of stories that were chosen already, separated by commas." }),
});

/** `GET /v1/desk/related`: published stories that go with a text while it is written, and those that were chosen. */
export function findRelated({ store }: { store: Store }) {
  return async ({ request, patience }: EditorCall): Promise<Reply> => {
    const checked = shaped(relatedQuery, request.query);
    if (isProblem(checked)) return checked;
    const { headline, standfirst, section, except = null, chosen } = checked.fields;
    const wanted = MOST_SUGGESTED + chosen.length;
    const alike = await patience.wait(findAlikeText(store, { headline, standfirst, section, except }, wanted));
    const known = await patience.wait(readChoices(store, [...new Set([...alike, ...chosen])]));
    const pick = (ids: string[]): RelatedChoice[] => ids.flatMap((id) => known.get(id) ?? []);
    const suggested = pick(alike.filter((id) => !chosen.includes(id))).slice(0, MOST_SUGGESTED);
    const choices: RelatedChoices = { suggested, chosen: pick(chosen) };
    return { status: 200, json: JSON.stringify(choices), headers: { "Cache-Control": "no-store" } };
  };
}

/** Of these ids the stories that readers can see. */
async function readChoices(store: Store, ids: string[]): Promise<Map<string, RelatedChoice>> {
  const seen = (await readStories(store, ids)).filter(({ status }) => status === "published");
  return new Map(
    seen.map(({ id, headline, section, publishedAt }) => [
      id,
      { story: id, headline, section, at: timeText(publishedAt?.getTime() ?? 0) },
    ]),
  );
}
