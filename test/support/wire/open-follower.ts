import { onTestFinished } from "vitest";
import type { EncodedEvent, WirePage } from "../../../core/news/wire-event.ts";
import { followWire, type WireFollower } from "../../../server/live/follow/follow-wire.ts";
import { type MemoryWire, memoryWire } from "./memory-wire.ts";

/** A follower of a wire in memory, which a test makes hear what it likes. */
export interface OpenFollower extends WireFollower {
  wire: MemoryWire;
  /** The numbers handed on, in order. */
  heard: number[];
  newEpochs: number;
  /** The epochs that this server has declared ended. */
  ended: string[];
  /** How often the store was asked for what follows a number. */
  reads: number;
  isStoreAway: boolean;
  /** The channel brings these events, and this heartbeat. */
  brings(...events: EncodedEvent[]): void;
  beats(top?: number, epoch?: string): void;
  jsons(): string[];
}

export async function openFollower(wire: MemoryWire = memoryWire(), readAfter = wire.readAfter): Promise<OpenFollower> {
  const heard: number[] = [];
  const asking = async (page: () => Promise<WirePage>): Promise<WirePage> => {
    if (server.isStoreAway) throw new Error("the store is away");
    return page();
  };
  const state = { wire, heard, newEpochs: 0, ended: [] as string[], reads: 0, isStoreAway: false };
  const server = state as OpenFollower;
  const follower = await followWire({
    readNewest: (limit) => asking(() => wire.readNewest(limit)),
    readAfter: (after, limit) => {
      server.reads++;
      return asking(() => readAfter(after, limit));
    },
    beginNewEpoch: (old) => {
      server.ended.push(old);
      return wire.beginNewEpoch(old);
    },
    onEntry: ({ seq }) => heard.push(seq),
    onNewEpoch: () => {
      server.newEpochs++;
    },
  });
  onTestFinished(() => follower.close());
  return Object.assign(server, follower, {
    brings: (...events: EncodedEvent[]) => {
      for (const event of events) follower.listener.onEvent(wire.epoch, event);
    },
    beats: (top = wire.top, epoch = wire.epoch) => follower.listener.onBeat({ epoch, top }),
    jsons: () =>
      follower
        .ring()
        .between(follower.ring().floor, follower.ring().top)
        .map(({ message }) => message.json),
  });
}
