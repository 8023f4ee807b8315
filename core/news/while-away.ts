import type { Urgency } from "./story.ts";
import {
  type HeadlineEvent,
  isHeadline,
  type PublishedEvent,
  type RetractedEvent,
  type WireEvent,
} from "./wire-event.ts";

/*
 * What a reader who returns is told first. A pure function of the events since the last visit and of what the reader
 * knows already: who missed the same part of the wire is told the same, in whatever order or how often it was read.
 *
 * By urgency, then what was put right before what is merely new, then the newest. A story that came and was taken back
 * meanwhile is nothing: nobody here has seen it. Rejected: counting readers or clicks. The newsroom says what matters.
 */

const TOLD = 3;
const RANK: Record<Urgency, number> = { flash: 2, breaking: 1, routine: 0 };

/** One story that is not as the reader left it. */
export interface Change {
  /** What it is now. */
  event: PublishedEvent | RetractedEvent;
  /** What happened to it, in one word: the gravest of all that did. */
  what: "new" | "updated" | "corrected" | "taken back" | "confirmed" | "unconfirmed";
}

/** The highest revision of a story that this reader has seen; undefined: none. */
export type Knows = (storyId: string) => number | undefined;

/** The changes since a visit that matter most, the first of them first. */
export function whileAway(events: readonly WireEvent[], knows: Knows, atMost = TOLD): Change[] {
  const byStory = new Map<string, HeadlineEvent[]>();
  for (const event of events.filter(isHeadline)) {
    byStory.set(event.story.id, [...(byStory.get(event.story.id) ?? []), event]);
  }
  const changes = [...byStory.values()].flatMap((story) => changeOf(inOrder(story), knows) ?? []);
  return changes.sort(byWeight).slice(0, atMost);
}

/** Of one story, each number once, rising. */
function inOrder(events: HeadlineEvent[]): HeadlineEvent[] {
  const byNumber = new Map(events.map((event) => [event.seq, event]));
  return [...byNumber.values()].sort((a, b) => a.seq - b.seq);
}

function changeOf(events: HeadlineEvent[], knows: Knows): Change | null {
  const known = knows(events[0]?.story.id ?? "");
  const unknown = events.filter(({ story }) => story.rev > (known ?? 0));
  const event = unknown.at(-1);
  if (!event) return null;
  if (!isPublishedEvent(event)) return event.kind === "retraction" && known ? { event, what: "taken back" } : null;
  return { event, what: wordFor(unknown, event) };
}

function wordFor(events: HeadlineEvent[], newest: PublishedEvent): Change["what"] {
  if (events[0]?.story.rev === 1) return "new"; // whatever was put right since, this reader never saw it wrong
  if (events.some(({ kind }) => kind === "correction")) return "corrected";
  return newest.kind === "label" ? newest.story.verification : "updated";
}

function isPublishedEvent(event: HeadlineEvent): event is PublishedEvent {
  return event.story.status === "published";
}

function byWeight(a: Change, b: Change): number {
  const [forA, forB] = [weightOf(a), weightOf(b)];
  return forB.urgency - forA.urgency || forB.correction - forA.correction || b.event.seq - a.event.seq;
}

function weightOf({ event, what }: Change): { urgency: number; correction: number } {
  const urgency = event.story.status === "published" ? RANK[event.story.urgency] : RANK.routine; // a stub has none
  return { urgency, correction: Number(what === "corrected" || what === "taken back") };
}
