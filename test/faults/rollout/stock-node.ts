import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";

/*
 * One node of Socket.IO with the Redis adapter, as their guides set it up: it closes on SIGTERM, and answers the balancer
 * that it is there. Begun with its place as the only argument; what
 * comes on its IPC it sends to all.
 */

export interface StockNode {
  redisUrl: string;
  port: number;
}

export interface StockQuestion {
  event?: object;
  isEnd?: boolean;
}

const { redisUrl, port } = JSON.parse(process.argv[2] ?? "") as StockNode;
const http = createServer((_request, response) => response.end());
const redis = new Redis(redisUrl);
const io = new Server(http, { adapter: createAdapter(redis, redis.duplicate()) });
http.listen({ port, host: "127.0.0.1", backlog: 4_096 });

process.on("SIGTERM", () => void io.close().then(() => process.exit()));
process.on("message", ({ event, isEnd }: StockQuestion) => {
  if (event) io.emit("headline", event);
  process.send?.(null, () => isEnd && process.exit());
});
process.on("disconnect", () => process.exit());
