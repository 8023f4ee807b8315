import type { StoredStory } from "../../../core/store/stories/stories.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { type FieldError, invalid, isProblem } from "../../http/answers/problem.ts";
import { unseenAmong } from "../fields/related-stories.ts";
import { contentOf, contradictions, shaped } from "../fields/story-rules.ts";
import type { StoryFields, StorySchemas } from "../fields/story-schema.ts";
import { type Checked, changeStory } from "./change-story.ts";
import { type CommitParts, stale } from "./commit.ts";

export interface ReviseParts extends CommitParts {
  schemas: StorySchemas;
}

/** `POST /v1/stories/{id}/revisions`: an update, a correction or a label, as the revision after the present one. */
export function reviseStory(parts: ReviseParts) {
  return (call: EditorCall): Promise<Reply> =>
    changeStory(parts, call, (json, story) => checkRevision(parts, call, json, story));
}

async function checkRevision(
  parts: ReviseParts,
  call: EditorCall,
  json: unknown,
  story: StoredStory,
): Promise<Checked> {
  const checked = shaped(parts.schemas.revision, json);
  if (isProblem(checked)) return checked;
  const { rev, kind, ...others } = checked.fields;
  const fields: StoryFields & { note?: string | undefined } = others;
  const unseen = await call.patience.wait(unseenAmong(parts.store, fields.related));
  const errors = [...contradictions(fields, story.urgency), ...unseen, ...ownIdAmong(fields.related, story.id)];
  if (errors.length > 0) return invalid(errors);
  if (rev <= 1) return stale(story.rev); // the first revision is how a story is made, not changed
  const { releaseAt, holdSeconds, note } = fields;
  const refuseSimilar = fields.ifSimilar === "refuse";
  // What is compared with other alerts is the headline that the story will have, sent anew or not.
  const content = contentOf(refuseSimilar ? { headline: story.headline, ...fields } : fields);
  const act = { story: story.id, rev, kind, content, note: note || undefined, releaseAt, holdSeconds, refuseSimilar };
  return { act };
}

function ownIdAmong(related: readonly string[] = [], id: string): FieldError[] {
  const place = related.indexOf(id);
  return place < 0 ? [] : [{ pointer: `/related/${place}`, detail: "is this story itself" }];
}
