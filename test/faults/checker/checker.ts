import { checkPublishers } from "./check-publishers.ts";
import { checkReader } from "./check-reader.ts";
import { checkSameness } from "./check-sameness.ts";
import { checkTimes } from "./check-times.ts";
import type { Era, History, IndexedEra, StoredEvent, Violation } from "./history.ts";

/*
 * Pure: compares what publishers and readers wrote down with the wire as PostgreSQL has it at the end, and names every
 * breach of the promise by its invariant. It trusts nobody's opinion: whether something was a duplicate, a gap or a
 * resurrection is decided here, from numbers, times and bytes. The wire is the truth only about itself: that what was
 * accepted is on it is checked, too.
 */

/** Everything that is wrong with a history; nothing: the promise was kept. */
export function checkHistory(history: History): Violation[] {
  const eras = new Map([...(history.cut ?? []), history.wire].map((era) => [era.epoch, indexed(era)]));
  const byReader = Map.groupBy(history.readers, ({ reader }) => reader);
  return [
    ...checkPublishers(history, eras),
    ...[...byReader.values()].flatMap((lines) => checkReader(history, eras, lines)),
    ...checkSameness(history, eras),
    ...checkTimes(history, eras),
  ];
}

const SNAPSHOT_STORIES = 100;

function indexed(era: Era): IndexedEra {
  const known = new Map<number, Set<number>>();
  return {
    ...era,
    newestAt(top) {
      const newest = known.get(top) ?? newestOf(era.events, top);
      known.set(top, newest);
      return newest;
    },
    bySeq: new Map(era.events.map((event) => [event.seq, event])),
    byStory: Map.groupBy(era.events, ({ story }) => story),
  };
}

/** The last number, up to this top, of each of the newest stories. */
function newestOf(events: StoredEvent[], top: number): Set<number> {
  const stories = new Map<string, { first: number; last: number }>();
  for (const { seq, story } of events) {
    if (seq <= top) stories.set(story, { first: stories.get(story)?.first ?? seq, last: seq });
  }
  const newest = [...stories.values()].sort((one, other) => other.first - one.first).slice(0, SNAPSHOT_STORIES);
  return new Set(newest.map(({ last }) => last));
}

/** As a report: how often each invariant was broken, and the first cases of each. */
export function tell(violations: Violation[], casesOfEach = 5): string {
  const byRule = Map.groupBy(violations, ({ rule }) => rule);
  return [...byRule]
    .sort(([one], [other]) => Number(one.slice(1)) - Number(other.slice(1)))
    .map(([rule, found]) =>
      [`${rule}: ${found.length}`, ...found.slice(0, casesOfEach).map(({ detail }) => `  ${detail}`)].join("\n"),
    )
    .join("\n");
}
