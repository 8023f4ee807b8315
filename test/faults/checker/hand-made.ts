import type { PublisherLine, ReaderLine, Told } from "../actors/ledger.ts";
import type { Era, History, StoredEvent } from "./history.ts";
import { createShelf } from "./shelf.ts";

/*
 * Histories made by hand, for the tests of the checker. The verbs keep the promise; a test that wants a breach writes
 * the line that breaks it.
 */

export const EPOCH = "00000000000a";
export const NEXT_EPOCH = "00000000000b";

type Line<Is extends ReaderLine["is"]> = Extract<ReaderLine, { is: Is }>;
type Of<T> = T extends unknown ? Partial<Omit<T, "is" | "reader" | "link">> : never;

export interface HandMade {
  history: History;
  /** Moves the time on. */
  passes(ms: number): number;
  /** Accepted, and on the wire. Returns the event. */
  posts(story: string): StoredEvent;
  corrects(story: string): StoredEvent;
  retracts(story: string): StoredEvent;
  /** Lines of a publisher, their `at` filled in. */
  writes(...lines: (PublisherLine extends infer L ? (L extends unknown ? Omit<L, "at"> : never) : never)[]): void;
  reader(): HandMadeReader;
  /** What happened up to now is thrown away, but for what must outlive a page. */
  turnsPage(): void;
  /** An operator cuts off what comes after `seq`, and the wire begins a new epoch. */
  restores(seq: number): void;
}

export interface HandMadeReader {
  /** Opens a connection with its cursor, and is greeted as the contract says. */
  comes(hello?: Of<Line<"hello">>): HandMadeReader;
  /** Gets these numbers as the wire has them now. */
  gets(...seqs: number[]): HandMadeReader;
  /** Gets one number in another form than it should have. */
  getsAs(seq: number, other: Of<Line<"event">>): HandMadeReader;
  beats(top?: number): HandMadeReader;
  leaves(): HandMadeReader;
  /** Says where it stands, if it is there, on a new page. */
  restates(): void;
  /** Gets all that is after its cursor, and a beat. */
  catchesUp(): HandMadeReader;
}

export function handMade(): HandMade {
  const wire: Era = { epoch: EPOCH, top: 0, events: [] };
  const shelf = createShelf();
  const history: History = { wire, cut: [], publishers: [], readers: [], shelf };
  const readers: HandMadeReader[] = [];
  let now = 1_790_000_000_000;
  const passes = (ms: number): number => {
    now += ms;
    return now;
  };

  function put(kind: string, story: string, key: string): StoredEvent {
    const rev = Math.max(0, ...wire.events.filter((event) => event.story === story).map((event) => event.rev)) + 1;
    const act = kind as "new" | "correction" | "retraction";
    history.publishers.push({ is: "invoke", key, act, at: passes(10) });
    const seq = ++wire.top;
    const event = { seq, at: passes(5), kind, story, rev, digest: `${kind} ${story} ${rev}`, key };
    wire.events.push(event);
    const status = kind === "retraction" ? "retracted" : "published";
    history.publishers.push({ is: "ok", key, at: passes(5), story, rev, status, epoch: wire.epoch, seq });
    return event;
  }

  return {
    history,
    passes,
    posts: (story) => put("new", story, `post ${story}`),
    corrects: (story) => put("correction", story, `correct ${story} ${wire.top}`),
    retracts(story) {
      for (const event of wire.events) {
        if (event.story !== story) continue;
        Object.assign(event, { kind: "withdrawn", digest: `withdrawn ${story} ${event.rev}`, key: null });
      }
      return put("retraction", story, `retract ${story}`);
    },
    writes(...lines) {
      for (const line of lines) history.publishers.push({ ...line, at: passes(5) } as PublisherLine);
    },
    reader() {
      const reader = handMadeReader(history, readers.length + 1, passes);
      readers.push(reader);
      return reader;
    },
    turnsPage() {
      shelf.add(history.readers.splice(0));
      for (const reader of readers) reader.restates();
    },
    restores(seq) {
      history.cut?.push({ ...wire, events: wire.events.map((event) => ({ ...event })) });
      Object.assign(wire, { epoch: NEXT_EPOCH, top: seq, events: wire.events.slice(0, seq) });
    },
  };
}

function handMadeReader(history: History, reader: number, passes: (ms: number) => number): HandMadeReader {
  const { wire, readers: lines } = history;
  const held = new Map<string, { epoch: string; rev: number }>();
  let link = 0;
  let cursor: string | null = null;
  let last = 0;
  let isThere = false;

  function take(event: Told, at = passes(3)): void {
    const before = held.get(event.story);
    const rendered = !before || event.epoch > before.epoch || (event.epoch === before.epoch && event.rev > before.rev);
    if (rendered) held.set(event.story, event);
    lines.push({ is: "event", reader, link, at, rendered, ...event });
    last = event.seq;
    cursor = `${event.epoch}:${last}`;
  }

  const self: HandMadeReader = {
    comes(other = {}) {
      isThere = true;
      const { epoch, top } = wire;
      lines.push({ is: "opened", reader, link: ++link, at: passes(1), cursor });
      const isHere = cursor?.startsWith(`${epoch}:`) ?? false;
      const mode = cursor === null ? "live" : isHere ? "resume" : "snapshot";
      const hello = { epoch, top, mode, complete: mode !== "snapshot", at: passes(1), ...other } as const;
      lines.push({ is: "hello", reader, link, ...hello });
      if (hello.mode === "live") last = hello.top;
      else if (!isHere) last = 0;
      if (hello.mode === "live") cursor = `${epoch}:${last}`;
      return self;
    },
    gets(...seqs) {
      for (const seq of seqs) {
        const event = wire.events.find((stored) => stored.seq === seq);
        if (!event) throw new Error(`there is no event ${seq}`);
        const { kind, story, rev, digest } = event;
        take({ epoch: wire.epoch, seq, kind, story, rev, digest });
      }
      return self;
    },
    getsAs(seq, other) {
      self.gets(seq);
      Object.assign(lines.at(-1) ?? {}, other);
      return self;
    },
    beats(top = last) {
      lines.push({ is: "beat", reader, link, at: passes(1), epoch: wire.epoch, top });
      last = top;
      cursor = `${wire.epoch}:${top}`;
      return self;
    },
    restates() {
      if (!isThere) return;
      const { epoch } = wire;
      lines.push({ is: "opened", reader, link, at: passes(1), cursor });
      lines.push({ is: "hello", reader, link, at: passes(1), epoch, top: last, mode: "resume", complete: true });
    },
    leaves() {
      isThere = false;
      lines.push({ is: "closed", reader, link, at: passes(1), why: "left" });
      return self;
    },
    catchesUp: () => self.gets(...wire.events.map(({ seq }) => seq).filter((seq) => seq > last)).beats(wire.top),
  };
  return self;
}
