import { isAlert } from "./story.ts";
import {
  type HeadlineEvent,
  isHeadline,
  type PublishedStory,
  type RetractedStory,
  type WireEvent,
} from "./wire-event.ts";

/*
 * The front page is a pure function of the wire up to a number, and of the time. One fold serves the server's HTML,
 * the browser's live page and the time machine, so they cannot disagree.
 *
 * A story's place in Latest is the number of its first event: updates stay in place. Because a retracted story's
 * events stay on the wire as `withdrawn`, a reader who folds the log later finds its tombstone in the same place.
 */

/** One story as the wire has it now. */
export interface Entry {
  /** The epoch that said so: a later one is believed whatever the revision, as after a restore. */
  epoch: string;
  story: PublishedStory | RetractedStory;
  /** seq of its first event: its place in Latest. */
  firstSeq: number;
  /** Time of its first event: when it was first published. */
  firstAt: string;
  /** seq and time of the event that said what `story` says. */
  seq: number;
  at: string;
  kind: HeadlineEvent["kind"];
}

/** Published entries only. */
export interface PublishedEntry extends Entry {
  story: PublishedStory;
}

/** The wire folded up to `seq`. Never mutated: every event gives a new fold that shares what did not change. */
export interface Fold {
  epoch: string;
  seq: number;
  entries: ReadonlyMap<string, Entry>;
}

export interface FrontPage {
  lead: PublishedEntry | null;
  /** The newest alert that has not expired. */
  breaking: PublishedEntry | null;
  /** By first publication, newest first; tombstones included. */
  latest: Entry[];
}

export function emptyFold(epoch: string, seq = 0): Fold {
  return { epoch, seq, entries: new Map() };
}

/** The fold after one more event. An older revision than the one held changes nothing but the number. */
export function foldEvent(fold: Fold, event: WireEvent): Fold {
  const reached = furtherOf(fold, event);
  if (!isHeadline(event)) return { ...fold, ...reached };
  const held = fold.entries.get(event.story.id);
  const isNews = held ? isNewer(event, held) : event.kind !== "retraction"; // a story never held leaves no tombstone
  if (!isNews) return { ...fold, ...reached };
  const entries = new Map(fold.entries);
  entries.set(event.story.id, entryAfter(held, event));
  return { ...reached, entries };
}

function furtherOf(fold: Fold, { epoch, seq }: WireEvent): { epoch: string; seq: number } {
  const isFurther = epoch === fold.epoch ? seq > fold.seq : epoch > fold.epoch;
  return isFurther ? { epoch, seq } : { epoch: fold.epoch, seq: fold.seq };
}

/** The one rule that every reader keeps: (epoch, rev) must rise. */
export function isNewer(event: HeadlineEvent, held: Entry): boolean {
  return event.epoch === held.epoch ? event.story.rev > held.story.rev : event.epoch > held.epoch;
}

function entryAfter(held: Entry | undefined, event: HeadlineEvent): Entry {
  return {
    epoch: event.epoch,
    story: event.story,
    firstSeq: held?.firstSeq ?? event.seq,
    firstAt: held?.firstAt ?? (event.story.status === "published" ? event.story.publishedAt : event.at),
    seq: event.seq,
    at: event.at,
    kind: event.kind,
  };
}

/** The front page of a fold at a moment (ms since 1970 on the wire's clock). */
export function frontPage(fold: Fold, nowMs: number, latestLength = 50): FrontPage {
  const all = [...fold.entries.values()].sort(byFirstPublication);
  const published = all.filter(isPublished);
  const breaking = newest(published.filter((entry) => isUnexpiredAlert(entry.story, nowMs)));
  const lead = newest(published.filter((entry) => entry.story.lead)) ?? breaking ?? published[0] ?? null;
  return { lead, breaking, latest: all.slice(0, latestLength) };
}

/**
 * Newest first. By time before number: a fold that does not go back to a story's first event (a server's, a page's)
 * knows its `publishedAt`, but not that event's number.
 */
export function byFirstPublication(a: Entry, b: Entry): number {
  if (a.firstAt !== b.firstAt) return a.firstAt < b.firstAt ? 1 : -1;
  return b.firstSeq - a.firstSeq;
}

export function isPublished(entry: Entry): entry is PublishedEntry {
  return entry.story.status === "published";
}

export function isUnexpiredAlert(story: PublishedStory, nowMs: number): boolean {
  return isAlert(story.urgency) && story.expiresAt !== undefined && Date.parse(story.expiresAt) > nowMs;
}

function newest(entries: PublishedEntry[]): PublishedEntry | null {
  return entries.reduce<PublishedEntry | null>((best, entry) => (best && best.seq > entry.seq ? best : entry), null);
}
