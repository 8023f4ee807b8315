import type { Clock } from "../../core/clock.ts";
import { BUCKETS, bucketOf } from "../../core/news/reach.ts";
import { isAlert } from "../../core/news/story.ts";
import { isHeadline, type WireEvent } from "../../core/news/wire-event.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { DeviceShown } from "../../core/store/push/device-shown.ts";
import type { ServerReach } from "../../core/store/wire/receipts.ts";
import { type Entry, storyIn } from "./log/ring.ts";

/*
 * Who has it on screen: this server's share, counted per event and written to the store once a second while it changes.
 * At most 1,000 readers are asked, each reader equally likely (reservoir sampling as they come), and those with a
 * `device` whenever it is flash or breaking.
 */

const ASKED_AT_MOST = 1_000;
const COUNTED_FOR_MS = 10 * 60_000;
const EVENTS_AT_MOST = 2_000;
const WRITE_EVERY_MS = 1_000;
/** While the store is away; what is beyond is pushed or mailed once more. */
const DEVICES_KEPT = 10_000;

/** A reader as far as counting goes. */
export interface Respondent {
  /** The top when it joined: what came later was written to it live. */
  liveFrom: number;
  /** The opaque id of its device, if it said one. */
  device: string | null;
  isAsked: boolean;
}

interface Count extends ServerReach {
  since: number;
  publishedAt: number;
  storyId: string | null;
  /** Who was asked about it and has not answered. */
  awaited: Set<Respondent>;
  /** The alert's revision; null: it is none. */
  alert: { storyId: string; rev: number } | null;
}

export interface Reach {
  /** A reader joins; from here on `isAsked` may be taken from it again by chance. */
  join(respondent: Respondent): void;
  leave(respondent: Respondent): void;
  /** An event was fanned out to this many readers. */
  fannedOut(entry: Entry, readers: number): void;
  /** The reader says so; nothing is counted that cannot be true. */
  shown(respondent: Respondent, seq: number): void;
  close(): Promise<void>;
}

export interface ReachParts {
  clock: Clock;
  write: (counts: ServerReach[]) => Promise<void>;
  /** Keeps which devices have shown which alerts: whoever saw one on a page is not pushed or mailed it. */
  writeDevices: (shown: DeviceShown[]) => Promise<void>;
  /** So many readers are asked whether they show this one. */
  onAsked?: ((readers: number) => void) | undefined;
  /** One of them does, so long after it came onto the wire. */
  onShown?: ((shown: Shown) => void) | undefined;
}

export interface Shown {
  seq: number;
  storyId: string | null;
  tookMs: number;
  /** The first of this server's readers. */
  isFirst: boolean;
}

export function countReach({ clock, write, writeDevices, onAsked, onShown }: ReachParts): Reach {
  const asked: Respondent[] = [];
  const withDevice = new Set<Respondent>();
  const counts = new Map<number, Count>();
  const changed = new Set<Count>();
  let shownByDevices: DeviceShown[] = [];
  let joined = 0;

  function join(respondent: Respondent): void {
    joined++;
    if (respondent.device !== null) withDevice.add(respondent);
    if (asked.length < ASKED_AT_MOST) {
      respondent.isAsked = true;
      asked.push(respondent);
      return;
    }
    const place = Math.floor(Math.random() * joined);
    const replaced = asked[place];
    if (!replaced) return;
    replaced.isAsked = false;
    respondent.isAsked = true;
    asked[place] = respondent;
  }

  function leave(respondent: Respondent): void {
    joined--;
    withDevice.delete(respondent);
    const place = respondent.isAsked ? asked.indexOf(respondent) : -1;
    const last = place < 0 ? undefined : asked.pop();
    if (last && last !== respondent) asked[place] = last;
  }

  function forgetOld(now: number): void {
    for (const [seq, count] of counts) {
      if (counts.size <= EVENTS_AT_MOST && now - count.since < COUNTED_FOR_MS) return;
      counts.delete(seq);
    }
  }

  async function writeAll(): Promise<void> {
    await Promise.all([writeChanged(), writeShownByDevices()]);
  }

  async function writeShownByDevices(): Promise<void> {
    if (shownByDevices.length === 0) return;
    const batch = shownByDevices;
    shownByDevices = [];
    try {
      await writeDevices(batch);
    } catch {
      if (shownByDevices.length < DEVICES_KEPT) shownByDevices = [...batch, ...shownByDevices];
    }
  }

  async function writeChanged(): Promise<void> {
    if (changed.size === 0) return;
    const batch = [...changed];
    changed.clear();
    try {
      await write(batch);
    } catch {
      for (const count of batch) changed.add(count);
    }
  }

  const stop = repeat(WRITE_EVERY_MS, writeAll);
  return {
    join,
    leave,
    fannedOut(entry, readers) {
      const { seq, event } = entry;
      const now = clock.now();
      forgetOld(now);
      if (readers === 0) return;
      const alert = alertIn(event);
      const open = new Set(alert ? [...asked, ...withDevice] : asked);
      const count: Count = {
        ...{ seq, readers, open: open.size, shown: 0, firstShownAt: null, alert },
        ...{ histogram: new Array(BUCKETS).fill(0), since: now, publishedAt: Date.parse(event.at), awaited: open },
        storyId: storyIn(entry),
      };
      onAsked?.(open.size);
      counts.set(seq, count);
      changed.add(count);
    },
    shown(respondent, seq) {
      const count = counts.get(seq);
      if (!count || seq <= respondent.liveFrom || !count.awaited.delete(respondent)) return;
      const now = clock.now();
      if (now - count.since > COUNTED_FOR_MS) return;
      if (count.alert && respondent.device !== null) shownByDevices.push({ device: respondent.device, ...count.alert });
      count.shown++;
      count.firstShownAt ??= now;
      const tookMs = now - count.publishedAt;
      onShown?.({ seq, storyId: count.storyId, tookMs, isFirst: count.shown === 1 });
      const bucket = bucketOf(tookMs);
      count.histogram[bucket] = (count.histogram[bucket] ?? 0) + 1;
      changed.add(count);
    },
    close: async () => {
      await stop();
      await writeAll();
    },
  };
}

function alertIn(event: WireEvent): Count["alert"] {
  if (!isHeadline(event) || event.story.status !== "published" || !isAlert(event.story.urgency)) return null;
  return { storyId: event.story.id, rev: event.story.rev };
}
