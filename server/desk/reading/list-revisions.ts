import { timeText } from "../../../core/clock.ts";
import type { Store } from "../../../core/store/connect.ts";
import { readRevisions, readStory, type StoredRevision } from "../../../core/store/stories/stories.ts";
import { type Call, type Reply, readable } from "../../http/answers/answer.ts";
import { isReleased, isRetracted, NO_SUCH_STORY, storyIdOf } from "./public-story.ts";

/** `GET /v1/stories/{id}/revisions`: what went out and when; of a retracted story its kinds, times and notes alone. */
export function listRevisions({ store }: { store: Store }) {
  return async (call: Call): Promise<Reply> => {
    const id = storyIdOf(call);
    const stored = id === null ? [] : await call.patience.wait(readRevisions(store, id));
    // The texts first, then whether they may be told: a retraction between the two can only hide them.
    const story = stored.length > 0 && id !== null ? await call.patience.wait(readStory(store, id)) : null;
    if (!story || !isReleased(story)) return NO_SUCH_STORY;
    return readable({ revisions: stored.map((revision) => publicRevision(revision, !isRetracted(story))) });
  };
}

function publicRevision({ rev, kind, at, note, headline, standfirst, body }: StoredRevision, showsTexts: boolean) {
  return {
    ...{ rev, kind, at: timeText(at.getTime()) },
    ...(note !== null && { note }),
    ...(showsTexts && { headline, standfirst, body }),
  };
}
