import { type HeadlineEvent, isHeadline, type WireEvent } from "../../../core/news/wire-event.ts";

/** Something that this reader has seen and that was put right since: they are to be told once. */
export interface Owed {
  id: string;
  /** Up to here they will know. */
  rev: number;
  /** The headline as it is now; null: the story was taken back, and not a word of it is left. */
  headline: string | null;
  url: string;
  /** When, RFC 3339. */
  at: string;
  /** What changed, oldest first. */
  notes: string[];
}

export type OwedStories = ReadonlyMap<string, Owed>;

/**
 * What is owed after one more event. Only a correction or a retraction of a story that this reader knows an older
 * revision of makes a debt; whatever else happens to that story only brings its headline up to date. Pure.
 */
export function owedAfter(
  owed: OwedStories,
  event: WireEvent,
  knownRevision: (id: string) => number | undefined,
): OwedStories {
  if (!isHeadline(event) || event.kind === "withdrawn") return owed;
  const { id, rev } = event.story;
  const debt = owed.get(id);
  const known = knownRevision(id);
  if (known === undefined || rev <= Math.max(known, debt?.rev ?? 0)) return owed;
  const isPutRight = event.kind === "correction" || event.kind === "retraction";
  return isPutRight || debt ? new Map(owed).set(id, debtOf(event, debt)) : owed;
}

function debtOf(event: HeadlineEvent, before: Owed | undefined): Owed {
  const { id, rev, url, note } = event.story;
  const isGone = event.story.status === "retracted";
  const isPutRight = isGone || event.kind === "correction";
  const earlier = isGone ? [] : (before?.notes ?? []); // what an earlier note says of it may say too much now
  return {
    ...{ id, rev, url, headline: event.story.status === "published" ? event.story.headline : null },
    at: isPutRight ? event.at : (before?.at ?? event.at),
    notes: isPutRight && note ? [...earlier, note] : earlier,
  };
}
