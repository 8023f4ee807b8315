import type {
  EncodedEvent,
  HeadlineEvent,
  NewsletterEvent,
  PublishedKind,
  PublishedStory,
  RetractedStory,
  WireEvent,
  WirePage,
} from "../../../core/news/wire-event.ts";

/*
 * A wire that lives in memory and keeps the store's promises: numbers without a hole, one JSON text an event, and a
 * retraction that reaches back into the log. For tests of what reads a wire; its ways to answer are those of
 * core/store/wire/wire.ts.
 */
export interface MemoryWire {
  readonly epoch: string;
  readonly top: number;
  /** A new story; its id is `s` and its number. Returns the event as it goes out. */
  publish(differences?: Partial<PublishedStory>): EncodedEvent;
  /** So many stories at once. */
  publishMany(count: number, differences?: Partial<PublishedStory>): EncodedEvent[];
  revise(id: string, kind: Exclude<PublishedKind, "new">, differences?: Partial<PublishedStory>): EncodedEvent;
  retract(id: string, note?: string): EncodedEvent;
  announceIssue(issue: string): EncodedEvent;
  /** History was cut above this number, and the wire has another identity. */
  cut(top: number, epoch: string): void;
  /** Puts these other events in the place of everything above this number, under the same epoch: an older copy went on. */
  goesOnFrom(top: number, count: number): void;
  beginNewEpoch(old: string): Promise<void>;
  readAfter(after: number, limit: number): Promise<WirePage>;
  readNewest(limit: number): Promise<WirePage>;
}

export const FIRST_EPOCH = "0f2000000001";
export const LATER_EPOCH = "0f2000000002";
const FIRST_AT = Date.UTC(2026, 10, 23, 9);
const ORIGIN = "http://localhost:3000";

/** An event without its epoch, which belongs to the wire. */
type Said =
  | Omit<NewsletterEvent, "epoch">
  | (Omit<HeadlineEvent, "epoch" | "story"> & { story: HeadlineEvent["story"] });

export function memoryWire(): MemoryWire {
  let epoch = FIRST_EPOCH;
  let log: Said[] = [];
  const stories = new Map<string, PublishedStory>();

  const encoded = (said: Said): EncodedEvent => ({ seq: said.seq, json: JSON.stringify({ epoch, ...said }) });
  const page = (events: Said[]): WirePage => ({ epoch, top: log.length, events: events.map(encoded) });
  const timeAt = (seq: number): string => new Date(FIRST_AT + seq * 1_000).toISOString();

  function append(say: (seq: number, at: string) => Said): EncodedEvent {
    const seq = log.length + 1;
    const said = say(seq, timeAt(seq));
    log.push(said);
    return encoded(said);
  }

  function storyOf(id: string): PublishedStory {
    const story = stories.get(id);
    if (!story) throw new Error(`there is no story ${id}`);
    return story;
  }

  function publish(differences: Partial<PublishedStory> = {}): EncodedEvent {
    return append((seq, at) => {
      const story = newStory(`s${seq}`, at, differences);
      stories.set(story.id, story);
      return { seq, at, kind: "new", story };
    });
  }

  function takeBack(id: string): void {
    log = log.map((said) => {
      if (!("story" in said) || said.story.id !== id) return said;
      const story: RetractedStory = { id, rev: said.story.rev, status: "retracted", url: stubUrl(id) };
      return { seq: said.seq, at: said.at, kind: "withdrawn", story };
    });
  }

  return {
    get epoch() {
      return epoch;
    },
    get top() {
      return log.length;
    },
    publish,
    publishMany: (count, differences) => Array.from({ length: count }, () => publish(differences)),
    revise: (id, kind, differences = {}) =>
      append((seq, at) => {
        const before = storyOf(id);
        const story = { ...before, ...differences, rev: before.rev + 1, updatedAt: at };
        stories.set(id, story);
        return { seq, at, kind, story };
      }),
    retract: (id, note = "It was not so.") => {
      const { rev } = storyOf(id);
      takeBack(id);
      stories.delete(id);
      return append((seq, at) => {
        const story: RetractedStory = { id, rev: rev + 1, status: "retracted", url: stubUrl(id), note };
        return { seq, at, kind: "retraction", story };
      });
    },
    announceIssue: (issue) =>
      append((seq, at) => ({ seq, at, newsletter: "morning", issue, subject: "Morning", url: `${ORIGIN}/n` })),
    cut: (top, later) => {
      log = log.slice(0, top);
      epoch = later;
    },
    goesOnFrom: (top, count) => {
      log = log.slice(0, top);
      for (let i = 0; i < count; i++) {
        append((seq, at) => ({ seq, at, kind: "new", story: newStory(`other${seq}`, at, {}) }));
      }
    },
    beginNewEpoch: async (old) => {
      if (epoch === old) epoch = LATER_EPOCH;
    },
    readAfter: async (after, limit) => page(log.slice(after, after + limit)),
    readNewest: async (limit) => page(log.slice(Math.max(0, log.length - limit))),
  };
}

/** The event that a text tells of. */
export function eventIn({ json }: EncodedEvent): WireEvent {
  return JSON.parse(json) as WireEvent;
}

function stubUrl(id: string): string {
  return `${ORIGIN}/story/${id}/retracted`;
}

function newStory(id: string, at: string, differences: Partial<PublishedStory>): PublishedStory {
  return {
    ...{ id, rev: 1, status: "published", headline: `Headline of ${id}`, standfirst: "", excerpt: `Text of ${id}.` },
    ...{ section: "uk", urgency: "routine", verification: "confirmed", lead: false },
    ...{ url: `${ORIGIN}/story/${id}/headline`, publishedAt: at, updatedAt: at },
    ...differences,
  };
}
