import { put, take } from "./shelf.ts";

/*
 * Which revision of which story this device has shown, and up to which its reader knows what became of it. The two
 * differ while a correction has been drawn somewhere and the reader has not been told of it yet. The newest some
 * hundred stories are kept: who has not seen one for so long is not chased any more.
 */

const KEPT = 400;

/** As it is kept; the epoch because revisions of another wire prove nothing. */
export interface ShownStories {
  epoch: string;
  stories: Record<string, [shown: number, known: number]>;
}

/** A revision that stood on a screen. `isKnown`: its reader has been told of everything before it. */
export interface Sighting {
  id: string;
  rev: number;
  isKnown: boolean;
}

/** The highest revision of each story that the reader of this device knows, as of now; undefined: never seen here. */
export function knownRevisions(epoch: string): (id: string) => number | undefined {
  const stories = storiesOf(epoch);
  return (id) => stories[id]?.[1];
}

/** Keeps what was seen. A revision only rises, whichever tab writes. */
export function remember(epoch: string, sightings: readonly Sighting[]): void {
  const kept = withSightings(storiesOf(epoch), sightings);
  put("shown", { epoch, stories: kept } satisfies ShownStories);
}

/** What is to be kept after some sightings: the last seen at the end, the longest unseen dropped. Pure. */
export function withSightings(
  stories: ShownStories["stories"],
  sightings: readonly Sighting[],
): ShownStories["stories"] {
  const kept = new Map(Object.entries(stories));
  for (const { id, rev, isKnown } of sightings) {
    const [shown, known] = kept.get(id) ?? [0, rev]; // who sees it for the first time knows it
    kept.delete(id);
    kept.set(id, [Math.max(shown, rev), isKnown ? Math.max(known, rev) : known]);
  }
  return Object.fromEntries([...kept].slice(-KEPT));
}

function storiesOf(epoch: string): ShownStories["stories"] {
  const { epoch: keptEpoch, stories } = take<ShownStories>("shown");
  return keptEpoch === epoch && stories ? stories : {};
}
