import type { Store } from "../../../core/store/connect.ts";
import { unschedule } from "../../../core/store/stories/stories.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { problem } from "../../http/answers/problem.ts";
import { isReleased, isRetracted, NO_SUCH_STORY, tombstone } from "../reading/public-story.ts";
import { storyAskedFor } from "./change-story.ts";

export interface UnscheduleParts {
  store: Store;
  publicUrl: string;
}

/**
 * `DELETE /v1/stories/{id}/schedule`: 204 when the story waits for nothing any more, whether it did before or not; 409
 * once it is released. No key is needed: doing it twice is doing it once.
 */
export function unscheduleStory({ store, publicUrl }: UnscheduleParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const story = await storyAskedFor({ store }, call);
    if (!story) return NO_SUCH_STORY;
    if (isRetracted(story)) return tombstone(story, publicUrl);
    if (await call.patience.wait(unschedule(store, call.caller, story.id))) return { status: 204 };
    const present = await storyAskedFor({ store }, call);
    return present && !isReleased(present) ? { status: 204 } : problem("released", "The story is released.");
  };
}
