import { isAlert } from "../../../core/news/story.ts";
import type { HeadlineEvent, PublishedStory } from "../../../core/news/wire-event.ts";

/** Something that waits to be read out. */
export interface Utterance {
  id: string;
  rev: number;
  isCorrection: boolean;
  words: string;
}

/** Who listens does not want to hear what happened an hour ago: the oldest news goes, corrections stay. */
const WAITING_AT_MOST = 20;

/**
 * What waits after one more event. New headlines in the order in which they broke; what was put right goes before them.
 * What waits is brought up to date, and a story that is taken back before it was read is never heard. Pure.
 */
export function queueAfter(
  queue: readonly Utterance[],
  event: HeadlineEvent,
  wasRead: (storyId: string) => boolean,
  nameOf: (section: string) => string,
): Utterance[] {
  const { id, rev, note } = event.story;
  const waiting = queue.find((each) => each.id === id);
  const others = queue.filter((each) => each !== waiting);
  if (event.story.status === "retracted") {
    const words = `A story that was read here was taken back. ${note ?? ""}`.trim();
    return wasRead(id) && event.kind === "retraction" ? first(others, { id, rev, isCorrection: true, words }) : others;
  }
  if (event.kind === "correction" && (!waiting || waiting.isCorrection)) {
    const words = `Correction. ${sentence(event.story.headline)} ${note ?? ""}`.trim();
    return first(others, { id, rev, isCorrection: true, words });
  }
  if (waiting?.isCorrection) return [...queue]; // it still says what was put right
  const words = newsWords(event.story, nameOf);
  if (waiting) return queue.map((each) => (each === waiting ? { ...each, rev, words } : each));
  return event.kind === "new" ? bounded([...queue, { id, rev, isCorrection: false, words }]) : [...queue];
}

/** Behind the corrections that wait, before everything else. */
function first(queue: Utterance[], correction: Utterance): Utterance[] {
  const [corrections, news] = [queue.filter(isCorrection), queue.filter((each) => !isCorrection(each))];
  return [...corrections, correction, ...news];
}

function bounded(queue: Utterance[]): Utterance[] {
  const surplus = queue.length - WAITING_AT_MOST;
  const oldest = queue.find((each) => !isCorrection(each));
  return surplus > 0 ? queue.filter((each) => each !== oldest) : queue;
}

function isCorrection(each: Utterance): boolean {
  return each.isCorrection;
}

function newsWords(
  { headline, urgency, section, verification }: PublishedStory,
  nameOf: (section: string) => string,
): string {
  const kind = isAlert(urgency) ? "Breaking" : nameOf(section);
  return `${kind}${verification === "unconfirmed" ? ", unconfirmed" : ""}. ${sentence(headline)}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
