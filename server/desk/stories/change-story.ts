import { readStory, type StoredStory } from "../../../core/store/stories/stories.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem, type Problem } from "../../http/answers/problem.ts";
import { isRetracted, NO_SUCH_STORY, storyIdOf, tombstone } from "../reading/public-story.ts";
import { type Act, type CommitParts, commit, GONE, replayed } from "./commit.ts";
import { type Asked, earlierAnswer, readAsked } from "./idempotency.ts";

/** What a request comes to: an act to commit, or a refusal. */
export type Checked = { act: Act } | Problem;

/**
 * Every change of a story that exists, in the contract's order: existence (404, 410), media type, size and body (415,
 * 413, 400, 422), state (409). `check` turns the JSON into an act, seeing the story as it stands before the commit
 * decides under lock.
 */
export async function changeStory(
  parts: CommitParts,
  call: EditorCall,
  check: (json: unknown, story: StoredStory) => Checked | Promise<Checked>,
): Promise<Reply> {
  const story = await storyAskedFor(parts, call);
  if (!story) return NO_SUCH_STORY;
  const gone = isRetracted(story) ? tombstone(story, parts.publicUrl) : null;
  const asked = await readAsked(call);
  if (isProblem(asked)) return gone ?? asked;
  const reply = await commitChecked(parts, call, asked, gone ?? (await check(asked.json, story)));
  if (reply !== GONE) return reply;
  const left = await storyAskedFor(parts, call);
  return left ? tombstone(left, parts.publicUrl) : GONE;
}

/**
 * Commits what was found good. What is refused may still be the repeat of a request that was accepted, when the story,
 * the sections or our own rules were different: that one gets its first answer (G3).
 */
export async function commitChecked(
  parts: CommitParts,
  call: EditorCall,
  asked: Asked,
  checked: Checked,
): Promise<Reply> {
  if (!isProblem(checked)) return commit(parts, call, asked, checked.act);
  const answer = await call.patience.wait(earlierAnswer(parts.store, asked));
  return answer === null ? checked : replayed(answer, parts.publicUrl);
}

/** The story that the path names; null: there is none. */
export async function storyAskedFor(
  { store }: Pick<CommitParts, "store">,
  call: EditorCall,
): Promise<StoredStory | null> {
  const id = storyIdOf(call);
  return id === null ? null : call.patience.wait(readStory(store, id));
}
