import { createHash } from "node:crypto";
import { type Cursor, formatCursor } from "../../core/news/cursor.ts";
import type { HeadlineEvent } from "../../core/news/wire-event.ts";
import type { Beat, Drain, Hello } from "../../core/pipes/live-events.ts";
import type { ReaderLine } from "./ledger.ts";

/*
 * A reader that does what the contract asks of one, on a bare WebSocket (docs/protocol.md), and writes down what reaches
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
  end(): void;
}

export interface FireReaderOptions {
  id: number;
  /** Tried in turn. */
  urls: string[];
  /** Leaves by itself after a random time up to this, and is away as long; 0: stays. */
  comesAndGoesMs: number;
  write: (line: ReaderLine) => void;
}

interface Link {
  number: number;
  socket: WebSocket;
  sent: Cursor | null;
  heardAt: number;
  openedAt: number;
  hello: Hello | null;
  last: number;
  mayHaveHoles: boolean;
  isOver: boolean;
}

export function createFireReader({ id, urls, comesAndGoesMs, write }: FireReaderOptions): FireReader {
  const held = new Map<string, { epoch: string; rev: number }>();
  const links = new Set<Link>();
  let cursor: Cursor | null = null;
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
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket`);
    const fresh = { number: ++opened, socket, sent: cursor, heardAt: now, openedAt: now };
    const link: Link = { ...fresh, hello: null, last: 0, mayHaveHoles: false, isOver: false };
    links.add(link);
    dueAt = Number.POSITIVE_INFINITY;
    note(link, { is: "opened", cursor: cursor && formatCursor(cursor) });
    socket.addEventListener("message", ({ data }) => hear(link, String(data)));
    socket.addEventListener("close", () => lose(link, "lost"));
    socket.addEventListener("error", () => lose(link, "lost"));
  }

  function hear(link: Link, text: string): void {
    if (link.isOver) return;
    link.heardAt = performance.now();
    if (text.startsWith("0"))
      link.socket.send(`40${link.sent ? JSON.stringify({ cursor: formatCursor(link.sent) }) : ""}`);
    else if (text === "2") link.socket.send("3");
    else if (text.startsWith("44")) lose(link, `refused: ${text}`);
    else if (text.startsWith("42")) take(link, text);
  }

  function take(link: Link, text: string): void {
    const comma = text.indexOf(",");
    const name = text.slice(4, comma - 1);
    const json = text.slice(comma + 1, -1);
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
    link.socket.close();
  }

  return {
    tick(now) {
      if (!isEnding && now >= dueAt) open(now);
      for (const link of links) {
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
    end() {
      isEnding = true;
      for (const link of links) close(link, "ended");
    },
  };
}

export function digestOf(json: string): string {
  return createHash("sha1").update(json).digest("base64url").slice(0, 12);
}
