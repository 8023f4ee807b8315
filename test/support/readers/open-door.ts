import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "vitest";
import { acceptReaders, type Door } from "../../../server/live/door/accept-readers.ts";
import { createAdmission } from "../../../server/live/door/admission.ts";
import { followWire } from "../../../server/live/follow/follow-wire.ts";
import { createSnapshots } from "../../../server/live/log/snapshots.ts";
import { createStorePages } from "../../../server/live/log/store-pages.ts";
import { createWireLog } from "../../../server/live/log/wire-log.ts";
import { createPump, type Pump } from "../../../server/live/out/pump.ts";
import { countReach } from "../../../server/live/reach.ts";
import { memoryLog } from "../paper/memory-log.ts";
import { type MemoryWire, memoryWire } from "../wire/memory-wire.ts";

export interface OpenDoor {
  url: string;
  store: MemoryWire;
  door: Door;
  pump: Pump;
  /** What the door complained of. */
  lines: string[];
  /** So many stories, as the channel brings them. */
  publish(count: number): void;
}

export interface DoorOptions {
  readersPerAddress?: number;
  isAcceptedOrigin?: (origin: string | undefined) => boolean;
}

/** A server's whole way out on a real port, with a wire in memory behind it. */
export async function openDoor(t: TestContext, options: DoorOptions = {}): Promise<OpenDoor> {
  const { readersPerAddress = 0, isAcceptedOrigin = () => true } = options;
  const store = memoryWire();
  const { log, lines } = memoryLog();
  const clock = { now: () => Date.UTC(2026, 10, 23, 14), sync: async () => {} };
  const reach = countReach({ clock, write: async () => {}, writeDevices: async () => {} });
  const wire = await followWire({
    ...{ readNewest: store.readNewest, readAfter: store.readAfter, beginNewEpoch: store.beginNewEpoch },
    onNewEpoch: () => {},
    onEntry: (entry) => {
      wireLog.forget();
      snapshots.forget();
      reach.fannedOut(entry, pump.readers().size);
      pump.wake();
    },
  });
  const wireLog = createWireLog(
    wire.ring,
    createStorePages(store.readAfter, () => pump.wake()),
  );
  const snapshots = createSnapshots(() => store.readNewest(100));
  const beat = () => ({ epoch: wire.ring().epoch, top: wire.ring().top, now: new Date(clock.now()).toISOString() });
  const pump = createPump({ wire: wireLog, beat, onSlow: () => {} });
  const admission = createAdmission();
  const door = acceptReaders({
    ...{ wire, wireLog, snapshots, pump, reach, clock, admission, isAcceptedOrigin, readersPerAddress, log },
    clientOf: (request: IncomingMessage) => String(request.headers["x-forwarded-for"] ?? "reader"),
    retryAfterMs: () => 500,
  });

  const server = createServer((request, response) => door.onRequest(request, response));
  server.on("upgrade", (request, tcp, head) => door.onUpgrade(request, tcp, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.onTestFinished(async () => {
    server.closeAllConnections();
    await door.close();
    server.close();
    admission.close();
    pump.close();
    await Promise.all([wire.close(), reach.close()]);
  });
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, store, door, pump, lines },
    publish: (count) => {
      for (const event of store.publishMany(count)) wire.listener.onEvent(store.epoch, event);
    },
  };
}
