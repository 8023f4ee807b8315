import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "vitest";
import { acceptReaders, LIVE_OPTIONS, type LiveOptions } from "../../../server/live/door/accept-readers.ts";
import { createAdmission } from "../../../server/live/door/admission.ts";
import { createSnapshots } from "../../../server/live/log/snapshots.ts";
import { createStorePages } from "../../../server/live/log/store-pages.ts";
import { createWireLog } from "../../../server/live/log/wire-log.ts";
import { countReach } from "../../../server/live/reach.ts";
import { memoryLog } from "../paper/memory-log.ts";
import { openFollower } from "../wire/open-follower.ts";
import { openPump } from "../wire/open-pump.ts";

/**
 * The readers' door on a port of its own, before a wire on which nothing happens: for tests that speak its protocols by
 * the letter, with times and limits of their own.
 */
export async function openProtocolDoor(t: TestContext, options: Partial<LiveOptions> = {}): Promise<string> {
  const { pump, wire: store } = openPump();
  const { log } = memoryLog();
  const clock = { now: () => Date.UTC(2026, 10, 23, 14), sync: async () => {} };
  const wire = await openFollower(store);
  const reach = countReach({ clock, write: async () => {}, writeDevices: async () => {} });
  const admission = createAdmission();
  const door = acceptReaders(
    {
      ...{ wire, pump, reach, clock, admission, log, readersPerAddress: 0 },
      wireLog: createWireLog(wire.ring, createStorePages(store.readAfter, pump.wake)),
      snapshots: createSnapshots(() => store.readNewest(100)),
      isAcceptedOrigin: () => true,
      clientOf: () => "reader",
      retryAfterMs: () => 500,
    },
    { ...LIVE_OPTIONS, ...options },
  );
  const server = createServer((request, response) => {
    if (door.isFor(request)) door.onRequest(request, response);
    else response.writeHead(404).end();
  });
  server.on("upgrade", (request, tcp, head) =>
    door.isFor(request) ? door.onUpgrade(request, tcp, head) : tcp.destroy(),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.onTestFinished(async () => {
    server.closeAllConnections();
    await door.close();
    server.close();
    admission.close();
    await reach.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
