import type { Store } from "../../../core/store/connect.ts";
import { readStory as readStored } from "../../../core/store/stories/stories.ts";
import { type Call, type Reply, readable } from "../../http/answers/answer.ts";
import { isReleased, isRetracted, NO_SUCH_STORY, publicStory, storyIdOf, tombstone } from "./public-story.ts";
import type { RenderedBodies } from "./rendered-bodies.ts";

export interface ReadParts {
  store: Store;
  bodies: RenderedBodies;
  publicUrl: string;
}

/** `GET /v1/stories/{id}`: the present revision; 404 before release, for editors too; 410 with what a retraction left. */
export function readStory({ store, bodies, publicUrl }: ReadParts) {
  return async (call: Call): Promise<Reply> => {
    const id = storyIdOf(call);
    const story = id === null ? null : await call.patience.wait(readStored(store, id));
    if (!story || !isReleased(story)) return NO_SUCH_STORY;
    if (isRetracted(story)) return tombstone(story, publicUrl);
    return readable(publicStory(story, publicUrl, bodies.htmlOf(story.body)));
  };
}
