import type { Store } from "../../../../core/store/connect.ts";
import { readStory } from "../../../../core/store/stories/stories.ts";
import { type Answer, type Call, type Reply, readable } from "../../../http/answers/answer.ts";
import { isReleased, NO_SUCH_STORY, storyIdOf } from "../public-story.ts";
import type { RenderedBodies } from "../rendered-bodies.ts";
import { NINJS_SCHEMA, type NinjsPaper, ninjsItem } from "./ninjs-item.ts";

export interface NinjsParts {
  store: Store;
  bodies: RenderedBodies;
  site: NinjsPaper;
}

/** `GET /v1/stories/{id}/ninjs`: as it stands, canceled if it was taken back; 404 before release, for editors too. */
export function readNinjs({ store, bodies, site }: NinjsParts) {
  return async (call: Call): Promise<Reply> => {
    const id = storyIdOf(call);
    const story = id === null ? null : await call.patience.wait(readStory(store, id));
    if (!story || !isReleased(story)) return NO_SUCH_STORY;
    return describedByNinjs(ninjsItem(site, story, bodies.htmlOf(story.body)));
  };
}

/** Says which schema an answer, or what is in it, keeps to. */
export function describedByNinjs(content: object): Answer {
  const answer = readable(content);
  return { ...answer, headers: { ...answer.headers, Link: `<${NINJS_SCHEMA}>; rel="describedby"` } };
}
