import { byFirstPublication, type FrontPage, isPublished, type PublishedEntry } from "../news/front-page.ts";

/** What stands around the lead. No story twice among them. */
export interface Tiers {
  related: PublishedEntry[];
  second: PublishedEntry[];
}

const RELATED = 3;
const SECOND = 4;

/** The stories around the lead, of those in Latest: pure, like the page they belong to. `chosenIds`: the lead's `related`. */
export function tiersOf({ lead, latest }: FrontPage, chosenIds: readonly string[]): Tiers {
  const published = latest.filter(isPublished);
  const related = lead ? relatedTo(lead, chosenIds, published, RELATED) : [];
  const others = published.filter((entry) => entry.story.id !== lead?.story.id && !related.includes(entry));
  return { related, second: secondTier(others) };
}

/** What to read beside a story: what an editor put there, then the newest of its section. Never itself. */
export function relatedTo(
  { story: { id, section } }: PublishedEntry,
  chosenIds: readonly string[],
  entries: readonly PublishedEntry[],
  length: number,
): PublishedEntry[] {
  const chosen = entries.filter(({ story }) => story.id !== id && chosenIds.includes(story.id));
  const near = entries.filter(
    ({ story }) => story.id !== id && story.section === section && !chosen.some(is(story.id)),
  );
  return [...chosen, ...near.sort(byFirstPublication)].slice(0, length);
}

/**
 * The newest that say more than a headline, one of each section first (a paper with four sport results in a row still
 * shows the world), then whatever is newest: on a day when agencies send nothing but headlines, headlines.
 */
function secondTier(others: PublishedEntry[]): PublishedEntry[] {
  const sayMore = others.filter(({ story }) => story.standfirst !== "" || story.excerpt !== "");
  const seen = new Set<string>();
  const firstOfSection = sayMore.filter(({ story }) => !seen.has(story.section) && seen.add(story.section));
  const chosen = new Set([...firstOfSection, ...sayMore, ...others]);
  return [...chosen].slice(0, SECOND).sort(byFirstPublication);
}

function is(id: string): (entry: PublishedEntry) => boolean {
  return ({ story }) => story.id === id;
}
