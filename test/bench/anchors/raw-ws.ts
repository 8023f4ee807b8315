import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";

/*
 * The other anchor: ws with no protocol on it, one `send` for each connection and message, as its guide shows a broadcast.
 */

export interface RawWsOrder {
  redisUrl: string;
  channel: string;
}

const { redisUrl, channel } = JSON.parse(process.argv[2] ?? "") as RawWsOrder;
const http = createServer();
const readers = new WebSocketServer({ server: http });
const redis = new Redis(redisUrl);

redis.on("message", (_channel, message) => {
  for (const reader of readers.clients) reader.send(message);
});
process.on("disconnect", () => process.exit());
await redis.subscribe(channel);
http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  process.send?.({ port: (http.address() as AddressInfo).port });
});
