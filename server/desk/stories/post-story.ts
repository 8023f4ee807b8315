import { randomUUIDv7 } from "node:crypto";
import type { RevisionContent } from "../../../core/store/wire/commit-revision.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { invalid, isProblem } from "../../http/answers/problem.ts";
import { unseenAmong } from "../fields/related-stories.ts";
import { contentOf, contradictions, shaped } from "../fields/story-rules.ts";
import type { StorySchemas } from "../fields/story-schema.ts";
import { type Checked, commitChecked } from "./change-story.ts";
import type { CommitParts } from "./commit.ts";
import { readAsked } from "./idempotency.ts";

/** What a story has that does not say otherwise. `lead` is missing here on purpose: the commit knows. */
export const BLANK: RevisionContent = {
  standfirst: "",
  body: "",
  excerpt: "",
  topics: [],
  urgency: "routine",
  expires_in_minutes: null,
  byline: "",
  related: [],
  verification: "confirmed",
};

export interface PostParts extends CommitParts {
  schemas: StorySchemas;
}

/**
 * Stop 1 of a story's walk, `POST /v1/stories`: 201 once the story is durable, with its number if it is on the wire at
 * once. One question to the database, unless the story names related ones.
 */
export function postStory(parts: PostParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const asked = await readAsked(call);
    if (isProblem(asked)) return asked;
    return commitChecked(parts, call, asked, await checkStory(parts, call, asked.json));
  };
}

async function checkStory({ schemas, store }: PostParts, call: EditorCall, json: unknown): Promise<Checked> {
  const checked = shaped(schemas.post, json);
  if (isProblem(checked)) return checked;
  const { fields } = checked;
  const errors = [...contradictions(fields), ...(await call.patience.wait(unseenAmong(store, fields.related)))];
  if (errors.length > 0) return invalid(errors);
  const { releaseAt, holdSeconds, ifSimilar } = fields;
  const content = { ...BLANK, ...contentOf(fields) };
  const refuseSimilar = ifSimilar === "refuse";
  return { act: { story: randomUUIDv7(), rev: 1, kind: "new", content, releaseAt, holdSeconds, refuseSimilar } };
}
