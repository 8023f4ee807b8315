import type { Beat, Hello } from "../../../core/pipes/live-events.ts";
import { type BareWebSocket, openBareWebSocket } from "../actors/ways/bare-websocket.ts";
import type { Group } from "./crowd-order.ts";
import { epochIn, isHeadlineFrame, offsetIn, readHeadlineFrame } from "./headline-frame.ts";

/** What a group counts together. */
export interface GroupCounts {
  live: number;
  opened: number;
  lost: number;
  cuts: number;
  arrivals: number;
  again: number;
  disordered: number;
  took(delayMs: number): void;
}

export interface CrowdReader {
  tick(now: number): void;
  cutsFrom(now: number): void;
  cutsNoMore(): void;
  /** How many of the numbers above the base and up to this one it has not had. */
  missing(upTo: number): number;
  end(): void;
}

const JITTER_MS = 5_000;
const SAYS_SO_EVERY_MS = 3_000;
const GREETED_WITHIN_MS = 10_000;
const SILENT_MS = 15_000;

/** One of many. Its waiting hangs on a tick; it returns as docs/protocol.md asks, whatever it speaks. */
export function createCrowdReader(group: Group, counts: GroupCounts, opensAt: number): CrowdReader {
  const { urls, dialect, stalls, base, count } = group;
  const had = new Uint8Array(count + 1);
  let socket: BareWebSocket | null = null;
  let url = 0;
  let isLive = false;
  let heardAt = 0;
  let dueAt = opensAt;
  let cutAt = Number.POSITIVE_INFINITY;
  let saysSoAt = Number.POSITIVE_INFINITY;
  let failures = 0;
  let retryAfterMs = 1_000;
  let epoch = group.from?.split(":")[0] ?? "";
  let last = group.from === null ? -1 : Number(group.from.split(":")[1]);
  let recovery: { pid: string; offset: string | null } | null = null;

  function open(now: number): void {
    dueAt = Number.POSITIVE_INFINITY;
    heardAt = now;
    const opened = openBareWebSocket(urls[url % urls.length] ?? "", {
      onText: (bytes) => opened === socket && hear(bytes),
      onClose: (wasAnswered) => opened === socket && lose(wasAnswered),
    });
    socket = opened;
  }

  function hear(bytes: Buffer): void {
    heardAt = performance.now();
    if (isHeadlineFrame(bytes)) take(bytes);
    else hearText(bytes.toString());
  }

  function hearText(text: string): void {
    if (text.startsWith("0")) socket?.say(`40${authText()}`);
    else if (text === "2") socket?.say("3");
    else if (text.startsWith("40")) welcome(text.slice(2));
    else if (text.startsWith('42["hello",')) greet(JSON.parse(text.slice(11, -1)));
    else if (text.startsWith('42["beat",')) beat(JSON.parse(text.slice(10, -1)));
  }

  function authText(): string {
    counts.opened++;
    if (dialect === "paper") return last < 0 ? "" : JSON.stringify({ cursor: `${epoch}:${last}` });
    return recovery === null ? "" : JSON.stringify({ pid: recovery.pid, offset: recovery.offset ?? undefined });
  }

  function welcome(json: string): void {
    if (dialect === "paper") return;
    const { pid } = JSON.parse(json) as { pid?: string };
    if (pid !== undefined && pid !== recovery?.pid) recovery = { pid, offset: recovery?.offset ?? null };
    becomeLive();
  }

  function greet(hello: Hello): void {
    retryAfterMs = hello.retryAfterMs;
    if (hello.mode === "live") {
      ({ epoch } = hello);
      last = hello.top;
    }
    if (stalls === "no") return;
    socket?.tcp.pause();
    if (stalls === "alive") saysSoAt = 0;
    becomeLive();
  }

  function beat({ top }: Beat): void {
    last = Math.max(last, top);
    becomeLive();
  }

  function becomeLive(): void {
    if (!isLive) counts.live++;
    isLive = true;
    failures = 0;
  }

  function take(bytes: Buffer): void {
    const { seq, at } = readHeadlineFrame(bytes);
    counts.arrivals++;
    counts.took(Date.now() - at);
    if (seq < last) counts.disordered++;
    last = Math.max(last, seq);
    epoch = epochIn(bytes);
    if (recovery) recovery.offset = offsetIn(bytes);
    const place = seq - base;
    if (place < 1 || place > count) return;
    if (had[place]) counts.again++;
    had[place] = 1;
  }

  /** The other end is gone; or it refuses, and then it is asked again: a balancer goes elsewhere if nobody answers. */
  function lose(wasAnswered: boolean): void {
    if (isLive) counts.lost++;
    if (isLive || !wasAnswered) url++;
    leave();
    failures++;
    const waitMs = failures <= 1 ? retryAfterMs : JITTER_MS;
    dueAt = stalls === "no" ? performance.now() + Math.random() * waitMs : Number.POSITIVE_INFINITY;
  }

  function leave(): void {
    if (isLive) counts.live--;
    isLive = false;
    saysSoAt = Number.POSITIVE_INFINITY;
    const left = socket;
    socket = null;
    left?.tcp.resetAndDestroy();
  }

  function cut(now: number): void {
    cutAt += group.cutEveryMs;
    if (!socket) return;
    counts.cuts++;
    leave();
    dueAt = now + group.cutForMs * (0.75 + Math.random() / 2);
  }

  return {
    tick(now) {
      if (now >= dueAt) open(now);
      if (now >= cutAt) cut(now);
      if (now >= saysSoAt) {
        saysSoAt = now + SAYS_SO_EVERY_MS;
        socket?.say("3");
      }
      const patienceMs = isLive ? SILENT_MS : GREETED_WITHIN_MS;
      if (socket && stalls === "no" && dialect === "paper" && now - heardAt > patienceMs) lose(true);
    },
    cutsFrom: (now) => {
      if (group.cutEveryMs > 0) cutAt = now + Math.random() * group.cutEveryMs;
    },
    cutsNoMore: () => {
      cutAt = Number.POSITIVE_INFINITY;
    },
    missing: (upTo) => {
      let missing = 0;
      for (let place = 1; place <= Math.min(count, upTo - base); place++) if (!had[place]) missing++;
      return missing;
    },
    end: leave,
  };
}
