import type { HeadlineEvent, NewsletterEvent } from "../news/wire-event.ts";

/*
 * Pipe 3, servers → screens: Socket.IO v5 on Engine.IO v4, namespace "/", for any stock client. Names, payloads and
 * the text of a packet stand here; both ends speak from this file.
 */

/** First on every connection, once. */
export interface Hello {
  epoch: string;
  /** The newest number when the reader joined. */
  top: number;
  /** The wire's clock, RFC 3339. */
  now: string;
  /** What comes: only what is new, every event after the cursor, or the present state in short. */
  mode: "live" | "resume" | "snapshot";
  /** Whether nothing between the cursor and `top` is left out. */
  complete: boolean;
  /** Whether this reader is asked to say what it has shown. */
  acks: boolean;
  /** After losing this connection: wait a random time up to this before the next. */
  retryAfterMs: number;
}

/** Everything up to `top` has been written to this connection. */
export interface Beat {
  epoch: string;
  top: number;
  now: string;
}

/** Open the next connection before closing this one, this much later. */
export interface Drain {
  afterMs: number;
}

/** The event of this number is on a visible screen. */
export interface Shown {
  seq: number;
}

export interface ServerEvents {
  hello: (hello: Hello) => void;
  headline: (event: HeadlineEvent) => void;
  newsletter: (event: NewsletterEvent) => void;
  beat: (beat: Beat) => void;
  drain: (drain: Drain) => void;
}

export interface ReaderEvents {
  shown: (shown: Shown) => void;
}

export type LiveEventName = keyof ServerEvents;

/** What a reader says of itself in the handshake's `auth`. Anybody can send anything here. */
export interface ReaderAuth {
  cursor?: string;
  device?: string;
  /** The pass of this very server's own canary; from anybody else it means nothing. */
  canary?: string;
}

export const LIVE_PATH = "/socket.io/";
export const MAX_DEVICE_LENGTH = 64;

/** A reader that is further behind gets a snapshot. */
export const REPLAY_AT_MOST = 2_000;

/** The Socket.IO packet of an event whose payload is JSON already: `2["headline",{…}]`. */
export function packetText(name: LiveEventName, json: string): string {
  return `2["${name}",${json}]`;
}

/** The number that a reader says it has shown; null: that is not what it said. */
export function parseShown(said: unknown): number | null {
  if (typeof said !== "object" || said === null || !("seq" in said)) return null;
  return Number.isSafeInteger(said.seq) ? (said.seq as number) : null;
}
