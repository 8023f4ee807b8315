import type { Entry } from "../../../core/news/front-page.ts";
import { renderMarkdown } from "../../../core/page/markdown.ts";
import type { StoryText } from "../../../core/page/story-text.ts";
import type { StoredStory } from "../../../core/store/stories/stories.ts";

/*
 * Rendered bodies, kept by story and revision: a revision never changes, so what is held is right for ever, and the
 * front page keeps its lead's body while PostgreSQL is away. The oldest go first.
 */

const KEPT = 200;

export interface StoryTexts {
  /** The text of exactly this revision: from memory, else from the store; null when neither has it. Never throws. */
  of(entry: Entry): Promise<StoryText | null>;
  /** The text of a story that was just read, rendered once. */
  keep(stored: StoredStory): StoryText;
}

export interface StoryTextsNeeds {
  readStory: (id: string) => Promise<StoredStory | null>;
}

export function createStoryTexts({ readStory }: StoryTextsNeeds): StoryTexts {
  const held = new Map<string, StoryText>();

  function keep(stored: StoredStory): StoryText {
    const key = keyOf(stored);
    const text = held.get(key) ?? textOf(stored);
    held.delete(key); // to the young end
    held.set(key, text);
    for (const oldest of held.keys()) {
      if (held.size <= KEPT) break;
      held.delete(oldest);
    }
    return text;
  }

  async function read({ story }: Entry): Promise<StoryText | null> {
    const stored = await readStory(story.id).catch(() => null); // no database: the page does with what it has
    return stored?.status === "published" && stored.rev === story.rev ? keep(stored) : null;
  }

  return { keep, of: async (entry) => held.get(keyOf(entry.story)) ?? (await read(entry)) };
}

/** A text that can be heard as well. */
export function withAudio(text: StoryText | null, audio: StoryText["audio"] | null): StoryText | null {
  return text && audio ? { ...text, audio } : text;
}

function keyOf({ id, rev }: { id: string; rev: number }): string {
  return `${id} ${rev}`;
}

/** A revision's text, rendered. */
export function textOf({ body, byline, topics, related }: StoredStory): StoryText {
  return { bodyHtml: renderMarkdown(body), byline, topics, related };
}
