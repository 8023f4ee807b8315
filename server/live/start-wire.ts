import { type Clock, timeText } from "../../core/clock.ts";
import type { EncodedEvent, WireName } from "../../core/news/wire-event.ts";
import type { Beat } from "../../core/pipes/live-events.ts";
import { listen } from "../../core/pipes/wire-channel.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Store } from "../../core/store/connect.ts";
import type { DeviceShown } from "../../core/store/push/device-shown.ts";
import type { ServerReach } from "../../core/store/wire/receipts.ts";
import { beginNewEpoch, readAfter, readNewest, readSnapshot } from "../../core/store/wire/wire.ts";
import { followWire, type WireFollower } from "./follow/follow-wire.ts";
import type { JoinParts } from "./follow/join-wire.ts";
import { type Entry, retractionIn } from "./log/ring.ts";
import { createSnapshots } from "./log/snapshots.ts";
import { createStorePages } from "./log/store-pages.ts";
import { createWireLog } from "./log/wire-log.ts";
import { createPump, type Pump } from "./out/pump.ts";
import { countReach, type Reach, type Shown } from "./reach.ts";

const BEAT_NOW_MS = 250;

export interface WireParts {
  store: Store;
  clock: Clock;
  redisUrl: string;
  redisPrefix: string;
  closing: Closing;
  wire: WireName;
  /** So many events are kept in memory; left out: as many as are replayed. */
  keeps?: number;
  /** Each event that the channel brings, in whatever order. */
  onHeard?: (event: EncodedEvent) => void;
  /** Each new event, in order, once, before any reader gets it. */
  onEntry?: (entry: Entry) => void;
  /** The store's history was cut since this server saw it; the wire's epoch was this. */
  onCut?: (epoch: string) => void;
  /** The wire has this new epoch; its readers are about to be closed. */
  onNewEpoch?: (epoch: string) => void;
  /** The channel named a number before which something was missing here. */
  onHole?: (() => void) | undefined;
  /** The store was read for what was missing, or could not be. */
  onRefill?: ((outcome: "read" | "failed") => void) | undefined;
  /** So many readers are asked whether they show an event. */
  onAsked?: ((readers: number) => void) | undefined;
  /** A reader shows one. */
  onShown?: ((shown: Shown) => void) | undefined;
  /** A reader was closed because it took nothing. */
  onSlow?: () => void;
  writeReach: (counts: ServerReach[]) => Promise<void>;
  writeDevices: (shown: DeviceShown[]) => Promise<void>;
}

/** One wire's way out: from the channel, or the store, to whoever reads it. */
export interface WayOut extends JoinParts {
  pump: Pump;
  reach: Reach;
}

/** Wires the way out of one wire. Every wire has the same, so what one of them proves holds for the others. */
export async function startWire(parts: WireParts): Promise<WayOut & { isListening: () => boolean }> {
  const {
    store,
    clock,
    closing,
    wire: name,
    keeps,
    onHeard,
    onEntry,
    onCut,
    onNewEpoch,
    onSlow,
    writeReach,
    writeDevices,
  } = parts;
  const wire = await followWire({
    readNewest: (limit) => readNewest(store, name, limit),
    readAfter: (after, limit) => readAfter(store, name, after, limit),
    beginNewEpoch: async (old, seen) => {
      if (await beginNewEpoch(store, name, old, seen)) onCut?.(old);
    },
    ...(keeps !== undefined && { keeps }),
    ...{ onHole: parts.onHole, onRefill: parts.onRefill },
    onEntry: (entry) => {
      wireLog.forget();
      const retraction = retractionIn(entry);
      snapshots.forget(retraction);
      if (retraction) older.forget();
      onEntry?.(entry);
      reach.fannedOut(entry, pump.readers().size);
      pump.wake();
    },
    onNewEpoch: () => {
      wireLog.forget();
      snapshots.forget();
      older.forget();
      onNewEpoch?.(wire.ring().epoch);
      for (const reader of pump.readers()) reader.outlet.close();
    },
  });
  closing.add(`${name} wire`, () => wire.close());

  const older = createStorePages(
    (after, limit) => readAfter(store, name, after, limit),
    () => pump.wake(),
  );
  const wireLog = createWireLog(wire.ring, older);
  const snapshots = createSnapshots(() => readSnapshot(store, name));
  const pump = createPump({ wire: wireLog, beat: beatOf(wire, clock), onSlow: () => onSlow?.() });
  closing.add(`${name} pump`, () => pump.close());
  const reach = countReach({ clock, write: writeReach, writeDevices, onAsked: parts.onAsked, onShown: parts.onShown });
  closing.add(`${name} reach`, () => reach.close());
  const channel = listen(parts, {
    ...wire.listener,
    onEvent: (epoch, event) => {
      onHeard?.(event);
      wire.listener.onEvent(epoch, event);
    },
  });
  closing.add(`${name} channel`, () => channel.close());
  return { wire, wireLog, snapshots, pump, reach, isListening: channel.isUp };
}

/** The wire's beat as this server would say it now; its time is shared for a moment, so that readers share the bytes. */
function beatOf(wire: WireFollower, clock: Clock): () => Beat | null {
  let said: Beat = { epoch: "", top: -1, now: "" };
  let saidAt = 0;
  return () => {
    if (!wire.isSure()) return null;
    const { epoch, top } = wire.ring();
    const isStill = said.epoch === epoch && said.top === top && performance.now() - saidAt < BEAT_NOW_MS;
    if (isStill) return said;
    said = { epoch, top, now: timeText(clock.now()) };
    saidAt = performance.now();
    return said;
  };
}
