import type { StoredStory } from "../../../core/store/stories/stories.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import type { StorySchemas } from "../fields/story-schema.ts";
import { type Checked, changeStory } from "./change-story.ts";
import { type CommitParts, stale } from "./commit.ts";

export interface RetractParts extends CommitParts {
  schemas: StorySchemas;
}

/** `POST /v1/stories/{id}/retraction`: takes a story back for good; what is left is its tombstone. */
export function retractStory(parts: RetractParts) {
  return (call: EditorCall): Promise<Reply> =>
    changeStory(parts, call, (json, story) => checkRetraction(parts, json, story));
}

function checkRetraction({ schemas }: RetractParts, json: unknown, story: StoredStory): Checked {
  const checked = shaped(schemas.retraction, json);
  if (isProblem(checked)) return checked;
  const { rev, note } = checked.fields;
  return rev <= 1 ? stale(story.rev) : { act: { story: story.id, rev, kind: "retraction", content: {}, note } };
}
