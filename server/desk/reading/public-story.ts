import { timeText } from "../../../core/clock.ts";
import type { PublishedStory } from "../../../core/news/wire-event.ts";
import type { StoredStory } from "../../../core/store/stories/stories.ts";
import { isUuid } from "../../../core/uuid.ts";
import { type Call, pathParameter } from "../../http/answers/answer.ts";
import { type Problem, problem } from "../../http/answers/problem.ts";

/** `story` in the API's answers: what the wire says of it, and its texts. */
export interface PublicStory extends PublishedStory {
  /** Markdown. */
  body: string;
  bodyHtml: string;
  byline: string;
  topics: string[];
  related: string[];
}

export const NO_SUCH_STORY = problem("not-found", "There is no such story.");

/** The story's id in the path; null: whatever stands there is no id, so no story's either. */
export function storyIdOf(call: Call): string | null {
  const id = pathParameter(call, "id");
  return isUuid(id) ? id : null;
}

export function isRetracted({ status }: StoredStory): boolean {
  return status === "retracted";
}

/** Whether readers may know of it at all. */
export function isReleased({ status }: StoredStory): boolean {
  return status === "published" || status === "retracted";
}

/** A published story. Its times are there because it is published. */
export function publicStory(stored: StoredStory, publicUrl: string, bodyHtml: string): PublicStory {
  const { id, rev, headline, standfirst, excerpt, section, urgency, verification, lead, slug } = stored;
  const { publishedAt, updatedAt, expiresAt, note, body, byline, topics, related } = stored;
  return {
    ...{ id, rev, status: "published", headline, standfirst, excerpt, section, urgency, verification, lead },
    url: `${publicUrl}/story/${id}/${slug}`,
    publishedAt: timeText(publishedAt?.getTime() ?? 0),
    updatedAt: timeText(updatedAt?.getTime() ?? 0),
    ...(expiresAt && { expiresAt: timeText(expiresAt.getTime()) }),
    ...(note !== null && { note }),
    ...{ body, bodyHtml, byline, topics, related },
  };
}

/** 410, with what is left of the story. */
export function tombstone({ id, rev, note }: StoredStory, publicUrl: string): Problem {
  const url = `${publicUrl}/story/${id}/retracted`;
  const story = { id, rev, status: "retracted", url, ...(note !== null && { note }) };
  return problem("gone", note ?? "The story was retracted.", { members: { story } });
}
