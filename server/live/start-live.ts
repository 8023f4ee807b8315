import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import type { EncodedEvent, WireEvent } from "../../core/news/wire-event.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import type { Store } from "../../core/store/connect.ts";
import { forgetOpenScreens, recordOpenScreens } from "../../core/store/newsroom/open-screens.ts";
import { recordDevicesShown } from "../../core/store/push/device-shown.ts";
import { recordReach } from "../../core/store/wire/receipts.ts";
import { countOpen } from "./count-open.ts";
import { acceptReaders, type Door } from "./door/accept-readers.ts";
import { createAdmission } from "./door/admission.ts";
import type { SideDoor } from "./door/side-doors.ts";
import { drainReaders } from "./drain-readers.ts";
import type { WireFollower } from "./follow/follow-wire.ts";
import type { JoinParts } from "./follow/join-wire.ts";
import { countLive, watchLive } from "./live-metrics.ts";
import type { Pump } from "./out/pump.ts";
import { startWire, type WireParts } from "./start-wire.ts";

const RETURNING_PER_SECOND = 1_500;
/** Of the canary's wire; its reader never asks for what is past. */
const CANARIES_KEPT = 100;

export interface LiveParts {
  store: Store;
  clock: Clock;
  redisUrl: string;
  redisPrefix: string;
  readersPerAddress: number;
  isAcceptedOrigin: (origin: string | undefined) => boolean;
  clientOf: (request: IncomingMessage) => string;
  metrics: Registry;
  log: Log;
  closing: Closing;
  /** Each new event, in order, before any reader gets it. */
  onEvent: (event: WireEvent) => void;
  onNewEpoch: () => void;
  /** The canary's pass at the door, and who hears what the channel brings of its wire. Null: it has no way out. */
  canary: { pass: string; heard: (event: EncodedEvent) => void } | null;
  /** Other namespaces behind the readers' door. */
  sideDoors: SideDoor[];
}

/** The way out, wired: from the channel to every reader. */
export interface Live {
  wire: WireFollower;
  /** Null: there is no canary. */
  canaryWire: WireFollower | null;
  pump: Pump;
  /** For whoever listens, who closes it before it closes its port: a port waits for every connection. */
  door: Door;
  join: JoinParts;
  retryAfterMs: () => number;
  isStalled: () => boolean;
  /** Lets nobody in and sends every reader elsewhere. */
  drain(): Promise<void>;
}

export async function startLive(parts: LiveParts): Promise<Live> {
  const { store, metrics, log, closing } = parts;
  const { onEntry, onEpoch, onHandshake, ...heard } = countLive(metrics, log);
  const server = randomUUID();

  const news = await startWire({
    ...wireParts(parts),
    wire: "news",
    ...heard,
    onEntry: (entry) => {
      onEntry(entry);
      parts.onEvent(entry.event);
    },
    onCut: (old) => log.error({ old }, "the wire's history was cut"),
    onNewEpoch: (epoch) => {
      onEpoch();
      log.error({ epoch }, "the wire has a new epoch: every reader starts anew");
      parts.onNewEpoch();
    },
    writeReach: (counts) => recordReach(store, "news", server, counts),
    writeDevices: (shown) => recordDevicesShown(store, shown),
  });
  const { wire, wireLog, snapshots, pump } = news;
  const open = countOpen({
    readers: () => pump.readers().size,
    write: (readers) => recordOpenScreens(store, server, readers),
    forget: () => forgetOpenScreens(store, server),
  });
  closing.add("open screens", () => open.close());
  watchLive(metrics, news);

  const admission = createAdmission();
  closing.add("admission", () => admission.close());
  const retryAfterMs = (): number => Math.max(500, Math.ceil((pump.readers().size / RETURNING_PER_SECOND) * 1_000));
  const hidden = await startCanaryWire(parts);
  const door = acceptReaders({ ...parts, ...news, hidden, admission, retryAfterMs, onHandshake });

  return {
    canaryWire: hidden?.wire ?? null,
    ...{ wire, pump, door, retryAfterMs, join: { wire, wireLog, snapshots }, isStalled: admission.isStalled },
    drain: async () => {
      door.shut();
      await drainReaders(pump);
    },
  };
}

/** The canary's wire. Nobody counts its screens, and its own watch says how it is. */
async function startCanaryWire(parts: LiveParts) {
  const { canary } = parts;
  if (!canary) return undefined;
  const { pass, heard: onHeard } = canary;
  const nobody = async (): Promise<void> => {};
  return {
    ...(await startWire({
      ...wireParts(parts),
      wire: "canary",
      keeps: CANARIES_KEPT,
      onHeard,
      writeReach: nobody,
      writeDevices: nobody,
    })),
    pass,
  };
}

function wireParts({ store, clock, redisUrl, redisPrefix, closing }: LiveParts) {
  return { store, clock, redisUrl, redisPrefix, closing } satisfies Partial<WireParts>;
}
