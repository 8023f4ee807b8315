import { io, type Socket } from "socket.io-client";
import { type Cursor, formatCursor } from "../../core/news/cursor.ts";
import type { WireEvent } from "../../core/news/wire-event.ts";
import type { Hello, ReaderAuth, ReaderEvents, ServerEvents } from "../../core/pipes/live-events.ts";
import { followBeat, followEvent, STALE_AFTER_MS, startTrack, type Track, waitMs } from "./wire-track.ts";

/*
 * The reader's end of the live pipe, in a page and in Node. One connection at a time, except while a server drains: then the next is up before
 * the old one is closed. Socket.IO's own reconnection is off, because the contract says how long to wait, and its
 * recovery too, because the cursor in the handshake is enough and holds at any age. A connection that misses a number
 * proves it to itself (wire-track.ts) and is given up; the next one asks from the cursor.
 */

const CONNECT_TIMEOUT_MS = 8_000;
const LOOK_EVERY_MS = 1_000;

export type LinkState = "live" | "reconnecting" | "stale";

export interface ConnectionNeeds {
  /** The paper's address; left out: the page's own. */
  url?: string | undefined;
  /** The page's present place on the wire. */
  cursor: () => Cursor | null;
  /** Who it is, if the paper knows this device. */
  device?: (() => Pick<ReaderAuth, "device">) | undefined;
  hear: {
    hello(hello: Hello): void;
    /** `acknowledge` tells the server that it is on a visible screen; null: it does not ask, or not for this one. */
    event(event: WireEvent, acknowledge: (() => void) | null): void;
    /** Everything up to here is known. */
    beat(epoch: string, top: number, now: string): void;
    state(state: LinkState): void;
  };
}

export interface Connection {
  /** Connects, unless it is connected. */
  open(): void;
  /** Lets go of the server until `open`. */
  close(): void;
  /** Gives up what is there and connects anew after a short random wait. */
  renew(): void;
  /** Looks now whether it has been silent for too long: a page that slept should not wait for the next look. */
  watch(): void;
}

interface Link {
  socket: Socket<ServerEvents, ReaderEvents>;
  sent: Cursor | null;
  track: Track | null;
  asksForAcks: boolean;
}

export function createConnection({ url, cursor, device, hear }: ConnectionNeeds): Connection {
  let current: Link | null = null;
  let successor: Link | null = null;
  let isWanted = false;
  let failures = 0;
  let retryAfterMs = 500;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastFrame = rightNow();

  let watching: ReturnType<typeof setInterval> | undefined;

  /** A page that slept notices at once; one that hears nothing says so, and tries another way in. */
  function watch(): void {
    if (!isWanted || sinceMs(lastFrame) < STALE_AFTER_MS) return;
    lastFrame = rightNow();
    hear.state("stale");
    renew();
  }

  function link(): Link {
    const sent = cursor();
    // Behind a firewall that swallows websockets the attempt runs into its time limit: then the other way goes first.
    const transports = failures % 2 === 1 ? ["polling", "websocket"] : ["websocket", "polling"];
    const socket: Link["socket"] = io(url ?? "/", {
      ...{ transports, tryAllTransports: true, forceNew: true, reconnection: false, timeout: CONNECT_TIMEOUT_MS },
      auth: { ...(sent && { cursor: formatCursor(sent) }), ...device?.() } satisfies ReaderAuth,
    });
    const made: Link = { socket, sent, track: null, asksForAcks: false };
    socket.on("hello", (hello) => greet(made, hello));
    socket.on("headline", (event) => take(made, event));
    socket.on("newsletter", (event) => take(made, event));
    socket.on("beat", (beat) => {
      lastFrame = rightNow();
      if (!made.track || !advance(made, followBeat(made.track, beat))) return;
      hear.beat(beat.epoch, beat.top, beat.now);
      if (made === current) hear.state("live");
    });
    socket.on("drain", ({ afterMs }) => setTimeout(() => succeed(made), afterMs));
    socket.on("disconnect", () => lose(made));
    socket.on("connect_error", () => lose(made));
    socket.io.engine.on("close", () => lose(made)); // one that was closed before it was open tells nobody else
    return made;
  }

  function greet(made: Link, hello: Hello): void {
    lastFrame = rightNow();
    failures = 0;
    retryAfterMs = hello.retryAfterMs;
    made.track = startTrack(hello, made.sent);
    made.asksForAcks = hello.acks;
    if (made === successor) {
      drop(current);
      current = made;
      successor = null;
    }
    hear.hello(hello);
  }

  function take(made: Link, event: WireEvent): void {
    lastFrame = rightNow();
    if (!made.track || !advance(made, followEvent(made.track, event.seq))) return;
    const isAsked = made.asksForAcks && !made.track.isReplaying;
    hear.event(event, isAsked ? () => made.socket.emit("shown", { seq: event.seq }) : null);
  }

  function advance(made: Link, next: Track | "hole"): boolean {
    if (next !== "hole") made.track = next;
    else if (made === current) renew();
    return next !== "hole";
  }

  function succeed(made: Link): void {
    if (made === current && isWanted) successor ??= link();
  }

  function lose(made: Link): void {
    if (made === successor) {
      successor = null;
      setTimeout(() => current && succeed(current), waitMs(2, retryAfterMs, Math.random));
    } else if (made === current) renew();
  }

  function drop(made: Link | null): void {
    made?.socket.removeAllListeners();
    made?.socket.disconnect();
  }

  function renew(): void {
    drop(current);
    current = successor; // if there is one, it is on its way already
    successor = null;
    if (current || !isWanted) return;
    hear.state("reconnecting");
    failures++;
    clearTimeout(retry);
    retry = setTimeout(connect, waitMs(failures, retryAfterMs, Math.random));
  }

  function connect(): void {
    if (isWanted && !current) current = link();
  }

  return {
    open() {
      isWanted = true;
      lastFrame = rightNow();
      watching ??= setInterval(watch, LOOK_EVERY_MS);
      clearTimeout(retry);
      connect();
    },
    close() {
      isWanted = false;
      clearInterval(watching);
      watching = undefined;
      clearTimeout(retry);
      drop(current);
      drop(successor);
      current = null;
      successor = null;
      hear.state("reconnecting"); // what the page says when it is looked at again
    },
    renew,
    watch,
  };
}

/** Two clocks, since one of them stands still while a device sleeps, and the other may be set. */
function rightNow(): { steady: number; wall: number } {
  return { steady: performance.now(), wall: Date.now() };
}

function sinceMs({ steady, wall }: { steady: number; wall: number }): number {
  return Math.max(performance.now() - steady, Date.now() - wall);
}
