import type { PublishedStory } from "../../../core/news/wire-event.ts";
import type { StoryText } from "../../../core/page/story-text.ts";

/** A burst of readers spreads over this long, so that a correction is no storm. */
const SPREAD_MS = 3_000;
const ATTEMPTS = 4;

export type FetchedStory = PublishedStory & StoryText;

/**
 * Exactly this revision with its body, a random 0–3 s from now, since the wire carries no bodies. Null when it cannot
 * be had: the server is away for longer, or the story has moved on meanwhile and its next event asks again.
 */
export async function fetchStory(id: string, rev: number): Promise<FetchedStory | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await pause(Math.random() * SPREAD_MS * attempt);
    const answer = await fetch(`/v1/stories/${id}`, { cache: "no-cache" }).catch(() => null);
    if (answer?.status === 404 || answer?.status === 410) return null;
    const story = answer?.ok ? ((await answer.json()) as FetchedStory) : null;
    if (story && story.rev >= rev) return story.rev === rev ? story : null;
  }
  return null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
