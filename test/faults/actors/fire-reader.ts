import { createHash } from "node:crypto";
import { type Cursor, formatCursor } from "../../../core/news/cursor.ts";
import type { HeadlineEvent } from "../../../core/news/wire-event.ts";
import type { Beat, Drain, Hello } from "../../../core/pipes/live-events.ts";
import type { ReaderLine } from "./ledger.ts";
import type { Call, Way } from "./ways/way.ts";

/*
 * A reader that does what the contract asks of one, whatever its way (docs/protocol.md), and writes down what reaches
 * it. It gives up a connection that has a hole, comes back with its cursor after a random time, and opens the next
 * connection before it leaves a server that drains. All its waiting hangs on one tick that the fleet gives it.
 */

const SILENT_MS = 15_000;
const GREETED_WITHIN_MS = 8_000;
const JITTER_MS = 5_000;

type Distributed<T> = T extends unknown ? Omit<T, "reader" | "link" | "at"> : never;

export interface FireReader {
  tick(now: number): void;
  isUp(): boolean;
  cursor(): Cursor | null;
  /** A new page of the ledger begins: says where each connection stands, so that the page can be judged by itself. */
  restate(): void;
  end(): void;
}

export interface FireReaderOptions {
  id: number;
  way: Way;
  /** Tried in turn. */
  urls: string[];
  /** Where it comes from, if it was there before. */
  from: Cursor | null;
  /** Leaves by itself after a random time up to this, and is away as long; 0: stays. */
  comesAndGoesMs: number;
  write: (line: ReaderLine) => void;
}

interface Link {
  number: number;
  call: Call | null;
  sent: Cursor | null;
  heardAt: number;
  openedAt: number;
  hello: Hello | null;
  last: number;
  mayHaveHoles: boolean;
  isOver: boolean;
}

export function createFireReader(options: FireReaderOptions): FireReader {
  const { id, way, urls, from, comesAndGoesMs, write } = options;
  const held = new Map<string, { epoch: string; rev: number }>();
  const links = new Set<Link>();
  let cursor = from;
  let opened = 0;
  let failures = 0;
  let retryAfterMs = 500;
  let dueAt = 0;
  let leavesAt = Number.POSITIVE_INFINITY;
  let isEnding = false;

  const note = (link: Link, line: Distributed<ReaderLine>): void =>
    write({ reader: id, link: link.number, at: Date.now(), ...line } as ReaderLine);

  function open(now: number): void {
    const url = urls[(id + opened) % urls.length] ?? "";
    const fresh = { number: ++opened, call: null, sent: cursor, heardAt: now, openedAt: now };
    const link: Link = { ...fresh, hello: null, last: 0, mayHaveHoles: false, isOver: false };
    links.add(link);
    dueAt = Number.POSITIVE_INFINITY;
    const sent = cursor && formatCursor(cursor);
    note(link, { is: "opened", cursor: sent });
    link.call = way(url, sent, {
      alive: () => {
        link.heardAt = performance.now();
      },
      message: (name, json) => link.isOver || take(link, name, json),
      over: (why) => lose(link, why),
    });
  }

  function take(link: Link, name: string, json: string): void {
    if (name === "hello") greet(link, JSON.parse(json));
    else if (name === "headline") receive(link, JSON.parse(json), json);
    else if (name === "beat") beat(link, JSON.parse(json));
    else if (name === "drain") drain(link, JSON.parse(json));
  }

  function greet(link: Link, hello: Hello): void {
    const { epoch, top, mode, complete } = hello;
    note(link, { is: "hello", epoch, top, mode, complete });
    link.hello = hello;
    link.mayHaveHoles = mode === "snapshot";
    link.last = mode === "live" ? top : mode === "resume" ? (link.sent?.seq ?? 0) : 0;
    if (mode === "live") moveTo({ epoch, seq: top });
    failures = 0;
    retryAfterMs = hello.retryAfterMs;
    if (comesAndGoesMs > 0) leavesAt = performance.now() + Math.random() * comesAndGoesMs;
    for (const older of links) if (older.number < link.number) close(older, "succeeded");
  }

  function receive(link: Link, event: HeadlineEvent, json: string): void {
    const { epoch, seq, kind, story } = event;
    const follows = link.mayHaveHoles ? seq > link.last : seq === link.last + 1;
    const before = held.get(story.id);
    const isNewer = !before || epoch > before.epoch || (epoch === before.epoch && story.rev > before.rev);
    const rendered = link.hello !== null && follows && isNewer;
    const digest = digestOf(json);
    note(link, { is: "event", epoch, seq, kind, story: story.id, rev: story.rev, digest, rendered });
    if (rendered) held.set(story.id, { epoch, rev: story.rev });
    if (link.hello && follows) {
      link.last = seq;
      moveTo({ epoch, seq });
    } else lose(link, "hole");
  }

  function beat(link: Link, { epoch, top }: Beat): void {
    note(link, { is: "beat", epoch, top });
    const fits = link.mayHaveHoles ? top >= link.last : top === link.last;
    if (fits && epoch === link.hello?.epoch) {
      link.mayHaveHoles = false;
      link.last = top;
      moveTo({ epoch, seq: top });
    } else lose(link, "hole");
  }

  function moveTo(place: Cursor): void {
    if (!cursor || place.epoch > cursor.epoch || (place.epoch === cursor.epoch && place.seq > cursor.seq))
      cursor = place;
  }

  function drain(link: Link, { afterMs }: Drain): void {
    note(link, { is: "drain", afterMs });
    if (links.size === 1) dueAt = performance.now() + afterMs;
  }

  function lose(link: Link, why: string): void {
    if (link.isOver) return;
    close(link, why);
    if (links.size > 0 || isEnding) return;
    failures++;
    dueAt = performance.now() + Math.random() * (failures <= 1 ? retryAfterMs : JITTER_MS);
  }

  function close(link: Link, why: string): void {
    link.isOver = true;
    links.delete(link);
    note(link, { is: "closed", why });
    link.call?.close();
  }

  /** A page that begins in the middle of a connection begins as if the reader had come now, to where it stands. */
  function restateLink(link: Link): void {
    const { hello, sent, last, mayHaveHoles } = link;
    const place = hello ? { epoch: hello.epoch, seq: last } : sent;
    note(link, { is: "opened", cursor: place && formatCursor(place) });
    if (!hello) return;
    const mode = mayHaveHoles ? "snapshot" : "resume";
    const top = Math.max(hello.top, last);
    note(link, { is: "hello", epoch: hello.epoch, top, mode, complete: !mayHaveHoles });
  }

  return {
    tick(now) {
      if (!isEnding && now >= dueAt) open(now);
      for (const link of links) {
        link.call?.tick(now);
        if (now - link.heardAt > SILENT_MS) lose(link, "silent");
        else if (!link.hello && now - link.openedAt > GREETED_WITHIN_MS) lose(link, "never greeted");
        else if (now >= leavesAt) {
          leavesAt = Number.POSITIVE_INFINITY;
          lose(link, "left");
          dueAt = now + Math.random() * comesAndGoesMs;
        }
      }
    },
    isUp: () => [...links].some(({ hello }) => hello !== null),
    cursor: () => cursor,
    restate() {
      for (const link of links) restateLink(link);
    },
    end() {
      isEnding = true;
      for (const link of links) close(link, "ended");
    },
  };
}

export function digestOf(json: string): string {
  return createHash("sha1").update(json).digest("base64url").slice(0, 12);
}
