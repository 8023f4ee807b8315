import { onTestFinished, vi } from "vitest";
import type { PublishedStory } from "../../../core/news/wire-event.ts";
import type { DeviceShown } from "../../../core/store/push/device-shown.ts";
import type { ServerReach } from "../../../core/store/wire/receipts.ts";
import { entryOf } from "../../../server/live/log/ring.ts";
import { countReach, type Reach, type Respondent } from "../../../server/live/reach.ts";
import { memoryWire } from "./memory-wire.ts";

/** When the first event of a wire in memory is published. */
export const PUBLISHED_AT = Date.UTC(2026, 10, 23, 9, 0, 1);

/** A server's counting, without the server. */
export interface OpenReach extends Reach {
  /** What the store was told last of each event. */
  told: Map<number, ServerReach>;
  writes: number;
  isStoreAway: boolean;
  /** What the store was told of devices. */
  devices: DeviceShown[];
  /** So many readers join, each live from this number. */
  joins(count: number, liveFrom?: number, device?: string | null): Respondent[];
  /** An event goes out to so many. Returns its number. */
  publishes(readers: number, differences?: Partial<PublishedStory>): number;
  /** What the store knows of an event after the next second. */
  tells(seq: number): Promise<ServerReach | undefined>;
}

export function openReach(): OpenReach {
  const wire = memoryWire();
  const server = { told: new Map(), writes: 0, isStoreAway: false, devices: [] } as unknown as OpenReach;
  const reach = countReach({
    clock: { now: () => Date.now(), sync: async () => {} },
    write: async (counts) => {
      if (server.isStoreAway) throw new Error("the store is away");
      server.writes++;
      for (const count of counts) server.told.set(count.seq, structuredClone({ ...count, awaited: undefined }));
    },
    writeDevices: async (shown) => {
      if (server.isStoreAway) throw new Error("the store is away");
      server.devices.push(...shown);
    },
  });
  onTestFinished(() => reach.close());
  return Object.assign(server, reach, {
    joins: (count: number, liveFrom = 0, device: string | null = null) =>
      Array.from({ length: count }, () => {
        const respondent: Respondent = { liveFrom, device, isAsked: false };
        reach.join(respondent);
        return respondent;
      }),
    publishes: (readers: number, differences?: Partial<PublishedStory>) => {
      const event = wire.publish(differences);
      reach.fannedOut(entryOf(event), readers);
      return event.seq;
    },
    tells: async (seq: number) => {
      await vi.advanceTimersByTimeAsync(1_000);
      return server.told.get(seq);
    },
  });
}
