import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import { Server } from "socket.io";
import type { TestContext } from "vitest";
import { createClosing } from "../../../core/process/closing.ts";
import { loadAssets } from "../../../server/http/answers/assets.ts";
import { createOriginCheck } from "../../../server/http/callers/origins.ts";
import type { DeskDoor, DeskEvents } from "../../../server/people/desk-door.ts";
import { startPeople } from "../../../server/people/start-people.ts";
import { memoryLog } from "../paper/memory-log.ts";
import type { London } from "../paper/start-london.ts";

/** The desk's door with events of a test's own, on a port of its own, over the people of this paper. */
export async function openDeskDoorOf(
  t: TestContext,
  { config, store }: London,
  deskEvents: DeskEvents,
): Promise<{ url: string; door: DeskDoor }> {
  const { site, redisUrl, redisPrefix, editorToken, sessionSecret, allowedOrigins } = config;
  const closing = createClosing(() => {});
  const { deskDoor } = startPeople({
    ...{ store, redisUrl, redisPrefix, editorToken, sessionSecret, site, closing, deskEvents, log: memoryLog().log },
    clock: { now: () => Date.now() },
    metrics: new Registry(),
    assets: await loadAssets(),
    addressOf: ({ socket }) => socket.remoteAddress ?? "",
    isAcceptedOrigin: createOriginCheck({ publicUrl: site.publicUrl, allowedOrigins }),
  });
  const http = createServer();
  const io = new Server(http);
  deskDoor.open(io.of(deskDoor.name));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  t.onTestFinished(async () => {
    await io.close();
    await closing.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, door: deskDoor };
}
