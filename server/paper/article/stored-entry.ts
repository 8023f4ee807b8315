import type { Entry, Fold } from "../../../core/news/front-page.ts";
import type { StoredStory } from "../../../core/store/stories/stories.ts";
import { storyEntry } from "../../../core/store/stories/story-entry.ts";

/** A story that has been on the wire, as a page draws it: as this server holds it, if that is this very revision. */
export function entryOf(stored: StoredStory, { epoch, entries }: Fold, publicUrl: string): Entry | null {
  const entry = storyEntry(stored, epoch, publicUrl);
  const held = entries.get(stored.id);
  return entry && held?.story.rev === stored.rev ? held : entry;
}
