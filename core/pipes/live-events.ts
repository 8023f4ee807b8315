import { type Cursor, formatCursor, parseCursor } from "../news/cursor.ts";
import type { HeadlineEvent, NewsletterEvent } from "../news/wire-event.ts";

/*
 * Pipe 3, both ends: what a server and a reader's page say to each other over Socket.IO (and, the first four, over
 * SSE). A page believes its own server and checks only what decides about its cursor; a server believes nobody, so
 * what readers send is decoded here, to null when it makes no sense.
 */

/** How a connection begins: from the top on, everything after the cursor, or the present state. */
export type ConnectionMode = "live" | "resume" | "snapshot";

/** First, and once per connection. */
export interface Hello {
  epoch: string;
  top: number;
  /** The wire's clock, RFC 3339. */
  now: string;
  mode: ConnectionMode;
  /** False: not everything after the cursor will come, only the present state. */
  complete: boolean;
  /** The server asks to be told what came onto a visible screen. */
  acks: boolean;
  /** After losing this connection wait a uniformly random time up to this, in ms. */
  retryAfterMs: number;
}

/** Everything up to `top` has been written to this connection. When a replay ends, then every 10 s. */
export interface Beat {
  epoch: string;
  top: number;
  now: string;
}

/** Open the next connection after `afterMs`, before closing this one. */
export interface Drain {
  afterMs: number;
}

/** `seq` is on a visible screen. Sent only if `hello.acks`. */
export interface Shown {
  seq: number;
}

export interface ServerToReader {
  hello: (hello: Hello) => void;
  headline: (event: HeadlineEvent) => void;
  newsletter: (event: NewsletterEvent) => void;
  beat: (beat: Beat) => void;
  drain: (drain: Drain) => void;
}

export interface ReaderToServer {
  shown: (shown: Shown) => void;
}

/** What a reader says of itself in the handshake, as it travels. */
export interface HandshakeAuth {
  cursor?: string;
  device?: string;
}

/** What a server makes of a handshake. */
export interface Handshake {
  /** Null when none was sent, `"unreadable"` when one was and is none: that reader gets a snapshot. */
  cursor: Cursor | "unreadable" | null;
  device: string | null;
}

/** No frame of any kind for this long: the page may be stale, and says so. */
export const STALE_AFTER_MS = 15_000;
export const BEAT_EVERY_MS = 10_000;

export function encodeHandshake(cursor: Cursor | null): HandshakeAuth {
  return cursor ? { cursor: formatCursor(cursor) } : {};
}

/** Whatever a stranger sent as `auth`. Never throws. */
export function decodeHandshake(auth: unknown): Handshake {
  const { cursor, device } = isObject(auth) ? auth : {};
  const isAbsent = cursor === undefined || cursor === null || cursor === "";
  return {
    cursor: isAbsent ? null : (parseCursor(cursor) ?? "unreadable"),
    device: typeof device === "string" && device.length > 0 && device.length <= 64 ? device : null,
  };
}

/** The seq that a reader says it has shown; null for anything malformed. */
export function decodeShown(payload: unknown): number | null {
  const seq = isObject(payload) ? payload["seq"] : undefined;
  return typeof seq === "number" && Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
