import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { eventName, isHeadline, type WireEvent } from "../../../core/news/wire-event.ts";
import { listen } from "../../../core/pipes/wire-channel.ts";

/*
 * The anchor: Socket.IO as its guide shows it, nothing turned on or off. Begun twice: the one holds the readers, the other
 * emits what it is given over IPC, and the Redis adapter carries it across. With a wire it has no adapter, and emits what
 * our own channel brings: the same way in, and the stock way out.
 */

export interface StockOrder {
  redisUrl: string;
  key: string;
  /** The wire whose channel is listened to; left out: the Redis adapter. */
  wirePrefix?: string;
}

const { redisUrl, key, wirePrefix } = JSON.parse(process.argv[2] ?? "") as StockOrder;
const http = createServer();
const redis = new Redis(redisUrl);
const io =
  wirePrefix === undefined
    ? new Server(http, { adapter: createAdapter(redis, redis.duplicate(), { key }) })
    : new Server(http);

if (wirePrefix !== undefined) {
  listen(
    { redisUrl, redisPrefix: wirePrefix, wire: "news" },
    {
      onEvent: (_epoch, { json }) => emit(JSON.parse(json) as WireEvent),
      onBeat: () => {},
      onListening: () => {},
    },
  );
}

function emit(event: WireEvent): void {
  if (isHeadline(event)) io.emit(eventName(event), event);
}

process.on("message", (events: WireEvent[]) => events.forEach(emit));
process.on("disconnect", () => process.exit());
http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  process.send?.({ port: (http.address() as AddressInfo).port });
});
