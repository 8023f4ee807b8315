import type { StoredStory } from "../../../core/store/stories/stories.ts";

/*
 * Which stories are like a story is asked of the database once per revision, not once per page: a page is drawn anew
 * whenever the wire moves. What is kept is ids only. Each time they are shown they are looked up, so a story that was
 * corrected or taken back meanwhile is shown as it stands, or not at all.
 */

const KEPT = 500;
/** New stories may be closer. */
const LIVES_MS = 10 * 60_000;
const FOUND = 8;

export interface RelatedStories {
  /** The published stories beside this revision: the chosen ones, then those alike. Without the store: none. */
  of(story: { id: string; rev: number }, chosenIds: readonly string[]): Promise<StoredStory[]>;
}

export interface RelatedNeeds {
  findAlike: (id: string, limit: number) => Promise<string[]>;
  readStories: (ids: readonly string[]) => Promise<StoredStory[]>;
  clock: { now(): number };
}

export function createRelatedStories({ findAlike, readStories, clock }: RelatedNeeds): RelatedStories {
  const held = new Map<string, { ids: string[]; untilMs: number }>();

  async function alikeOf({ id, rev }: { id: string; rev: number }): Promise<string[]> {
    const key = `${id} ${rev}`;
    const known = held.get(key);
    if (known && known.untilMs > clock.now()) return known.ids;
    const ids = await findAlike(id, FOUND);
    held.delete(key);
    held.set(key, { ids, untilMs: clock.now() + LIVES_MS });
    for (const oldest of held.keys()) {
      if (held.size <= KEPT) break;
      held.delete(oldest);
    }
    return ids;
  }

  return {
    async of(story, chosenIds) {
      try {
        const ids = [...new Set([...chosenIds, ...(await alikeOf(story))])];
        const found = new Map((await readStories(ids)).map((each) => [each.id, each]));
        return ids.flatMap((id) => found.get(id) ?? []).filter(({ status }) => status === "published");
      } catch {
        return []; // the page does with its section's newest
      }
    },
  };
}
