import { z } from "zod";
import { timeText } from "../../../core/clock.ts";
import type { DeskRevision, DeskStory, DeskStoryDetail } from "../../../core/pipes/desk-stories.ts";
import type { Store } from "../../../core/store/connect.ts";
import { listWork, readSeenRevisions, type SeenRevision } from "../../../core/store/newsroom/newsroom.ts";
import { readStories, readStory, type StoredStory } from "../../../core/store/stories/stories.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { NO_SUCH_STORY, storyIdOf } from "../reading/public-story.ts";

export interface DeskStoriesParts {
  store: Store;
  publicUrl: string;
}

const PRIVATE = { "Cache-Control": "no-store" };

/** Query of `GET /v1/desk/stories`. */
export const workQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(40) });

/** `GET /v1/desk/stories`: stories in every state, the one touched last first. */
export function listDeskStories({ store, publicUrl }: DeskStoriesParts) {
  return async ({ request, patience }: EditorCall): Promise<Reply> => {
    const checked = shaped(workQuery, request.query);
    if (isProblem(checked)) return checked;
    const found = await patience.wait(listWork(store, checked.fields.limit));
    const stories = found.map((story) => deskStory(story, story, publicUrl));
    return { status: 200, json: JSON.stringify({ stories }), headers: PRIVATE };
  };
}

/** `GET /v1/desk/stories/{id}`: a story whatever its state, its revisions, and who has seen each of them. */
export function readDeskStory({ store, publicUrl }: DeskStoriesParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    const story = id === null ? null : await call.patience.wait(readStory(store, id));
    if (!story) return NO_SUCH_STORY;
    const revisions = await call.patience.wait(readSeenRevisions(store, story.id));
    // One that was taken back is led to no more, and whoever changes the story must not be refused for it.
    const related = (await call.patience.wait(readStories(store, story.related))).filter(
      ({ status }) => status === "published",
    );
    const last = revisions.at(-1);
    const detail: DeskStoryDetail = {
      ...deskStory(story, last ?? { at: new Date(0), by: story.author }, publicUrl),
      ...{ standfirst: story.standfirst, body: story.body, byline: story.byline, topics: story.topics },
      related: story.related.filter((id) => related.some((one) => one.id === id)),
      ...(story.expiresInMinutes !== null && { expiresInMinutes: story.expiresInMinutes }),
      revisions: revisions.map(deskRevision),
    };
    return { status: 200, json: JSON.stringify(detail), headers: PRIVATE };
  };
}

function deskStory(story: StoredStory, { at, by }: { at: Date; by: string }, publicUrl: string): DeskStory {
  const { id, rev, status, kind, headline, section, urgency, verification, lead, slug } = story;
  const { note, releaseAt, publishedAt, expiresAt } = story;
  return {
    ...{ id, rev, status, kind, headline, section, urgency, verification, lead, by },
    at: timeText(at.getTime()),
    url: `${publicUrl}/story/${id}/${slug}`,
    ...(releaseAt && { releaseAt: timeText(releaseAt.getTime()) }),
    ...(publishedAt && { publishedAt: timeText(publishedAt.getTime()) }),
    ...(expiresAt && { expiresAt: timeText(expiresAt.getTime()) }),
    ...(note !== null && { note }),
  };
}

function deskRevision(revision: SeenRevision): DeskRevision {
  const { rev, kind, at, by, note, headline, standfirst, body, isPublic, readers, open, shown } = revision;
  return {
    ...{ rev, kind, at: timeText(at.getTime()), by, headline, standfirst, body, isPublic },
    ...(note !== null && { note }),
    reach: { readers, open, shown },
  };
}
