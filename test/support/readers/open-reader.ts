import { io, type Socket } from "socket.io-client";
import type { TestContext } from "vitest";
import type { HeadlineEvent, WireEvent } from "../../../core/news/wire-event.ts";
import type { Beat, Drain, Hello, ReaderEvents, ServerEvents } from "../../../core/pipes/live-events.ts";
import { within } from "../deadline.ts";

/*
 * A reader in Node that does what the contract asks of one, on the stock client, and notes every breach of it by the
 * server: a number twice, a hole outside a snapshot, a beat that does not fit. A test looks at `breaches`.
 */

export interface ReaderOptions {
  /** Anything at all: some tests send what is no cursor. Undefined: none. */
  cursor?: unknown;
  device?: unknown;
  /** A pass of the canary, which no reader has. */
  canary?: unknown;
  transports?: ("websocket" | "polling")[];
  /** Only for `nextHeadline`: the wire is the same for all. */
  sections?: string[];
  /** Says `shown` for every event when asked. */
  shows?: boolean;
  /** What its requests carry besides. */
  headers?: Record<string, string>;
}

export interface TestReader {
  socket: Socket<ServerEvents, ReaderEvents>;
  hello: Hello;
  /** Every event of the wire, in order of arrival. */
  events: WireEvent[];
  beats: Beat[];
  drains: Drain[];
  breaches: string[];
  /** `epoch:seq` after what has arrived. */
  cursor(): string;
  /** The next headline of the sections asked for that has not been taken yet. */
  nextHeadline(): Promise<HeadlineEvent>;
  /** Resolves when an event with this number or a higher one has arrived, or a beat has vouched for it. */
  hasReached(seq: number): Promise<void>;
  /** The first beat: the replay, or the snapshot, is through. */
  firstBeat(): Promise<Beat>;
  closed(): Promise<string>;
  close(): void;
}

export async function openReader(t: TestContext, url: string, options: ReaderOptions = {}): Promise<TestReader> {
  const { cursor, device, canary, transports = ["websocket"], sections, shows = false, headers = {} } = options;
  const socket: Socket<ServerEvents, ReaderEvents> = io(url, {
    ...{ transports, reconnection: false, forceNew: true, extraHeaders: headers },
    auth: Object.fromEntries(Object.entries({ cursor, device, canary }).filter(([, said]) => said !== undefined)),
  });
  t.onTestFinished(() => void socket.close());

  const events: WireEvent[] = [];
  const beats: Beat[] = [];
  const drains: Drain[] = [];
  const breaches: string[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  let hello: Hello | undefined;
  let last = 0;
  let isSnapshot = false;
  let taken = 0;

  function take(event: WireEvent): void {
    if (!hello) breaches.push(`event ${event.seq} before hello`);
    if (hello && event.epoch !== hello.epoch) breaches.push(`event ${event.seq} of epoch ${event.epoch}`);
    if (event.seq <= last) breaches.push(`event ${event.seq} after ${last}`);
    else if (!isSnapshot && event.seq !== last + 1) breaches.push(`hole between ${last} and ${event.seq}`);
    last = event.seq;
    events.push(event);
    if (shows && hello?.acks) socket.emit("shown", { seq: event.seq });
    changed();
  }

  socket.on("hello", (said) => {
    if (hello) breaches.push("a second hello");
    hello = said;
    isSnapshot = said.mode === "snapshot";
    last = said.mode === "live" ? said.top : startOf(cursor, said);
    changed();
  });
  socket.on("headline", take);
  socket.on("newsletter", take);
  socket.on("beat", (beat) => {
    if (isSnapshot) last = beat.top;
    else if (beat.top !== last) breaches.push(`beat says ${beat.top}, had ${last}`);
    isSnapshot = false;
    beats.push(beat);
    changed();
  });
  socket.on("drain", (drain) => {
    drains.push(drain);
    changed();
  });

  /** Resolves as soon as `ask` has an answer, looking whenever something arrives. */
  function when<T>(what: string, ask: () => T | undefined): Promise<T> {
    let listener: (() => void) | undefined;
    const answered = new Promise<T>((resolve) => {
      listener = () => {
        const answer = ask();
        if (answer === undefined) return;
        if (listener) listeners.delete(listener);
        resolve(answer);
      };
      listeners.add(listener);
      listener();
    });
    return within(`${what} (last ${last}, ${events.length} events)`, answered);
  }

  await within(
    `hello from ${url}`,
    new Promise<void>((resolve, fail) => {
      socket.once("hello", () => resolve());
      socket.once("connect_error", fail);
      socket.once("disconnect", (reason) => fail(new Error(`closed: ${reason}`)));
    }),
  );
  if (!hello) throw new Error("no hello");

  return {
    ...{ socket, hello, events, beats, drains, breaches },
    cursor: () => `${hello?.epoch}:${last}`,
    nextHeadline: () =>
      when("the next headline", () => {
        for (; taken < events.length; ) {
          const event = events[taken++];
          if (event && "story" in event && isFollowed(event, sections)) return event;
        }
        return undefined;
      }),
    hasReached: (seq) => when(`event ${seq}`, () => (last >= seq ? true : undefined)).then(() => {}),
    firstBeat: () => when("a beat", () => beats[0]),
    closed: () => within("the connection's end", new Promise((resolve) => void socket.once("disconnect", resolve))),
    close: () => void socket.close(),
  };
}

function startOf(cursor: unknown, { epoch, top }: Hello): number {
  const [sentEpoch, seq] = String(cursor).split(":");
  return sentEpoch === epoch && Number(seq) <= top ? Math.max(0, Number(seq)) : 0;
}

function isFollowed(event: HeadlineEvent, sections: string[] | undefined): boolean {
  return !sections || (event.story.status === "published" && sections.includes(event.story.section));
}
