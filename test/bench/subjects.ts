import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import type { RawWsOrder } from "./anchors/raw-ws.ts";
import type { StockOrder } from "./anchors/stock-socket-io.ts";
import type { Dialect } from "./load/dialects.ts";
import { monotonicMs } from "./load/monotonic.ts";
import { startPaper } from "./paper.ts";
import type { Stores } from "./stores.ts";
import { openWireFeed, sampleEvent } from "./wire-feed.ts";

/** A server that readers connect to, and a way to send to all of them. */
export interface Subject {
  name: string;
  dialect: Dialect;
  ports: number[];
  /** The processes that hold readers: their CPU and memory count, nobody else's. */
  pids: number[];
  /** So many events at once. Returns the moment before. */
  publish(count: number): Promise<number>;
  stop(): Promise<void>;
}

export type StartSubject = (stores: Stores) => Promise<Subject>;

/** Ours, as it runs in earnest, fed as a worker feeds it. */
export function london(servers = 1, env: Record<string, string> = {}): StartSubject {
  return async (stores) => {
    const paper = await startPaper(stores, { servers, workers: 0, env });
    const feed = await openWireFeed(stores, paper.redisPrefix);
    return {
      ...{ name: servers === 1 ? "London Daily" : `London Daily, ${servers} servers`, dialect: "london" },
      ...{ ports: paper.ports, pids: paper.servers.map(({ pid }) => pid), publish: feed.publish },
      stop: async () => {
        await feed.close();
        await paper.stop();
      },
    };
  };
}

/** Stock Socket.IO with the Redis adapter; one process emits, another holds the readers. */
export const stockSocketIo: StartSubject = async ({ redisUrl }) => {
  const order: StockOrder = { redisUrl, key: `stock-${randomBytes(4).toString("hex")}` };
  const [holder, emitter] = await Promise.all([
    startAnchor("stock-socket-io", order),
    startAnchor("stock-socket-io", order),
  ]);
  let seq = 0;
  return {
    ...{ name: "stock Socket.IO + Redis adapter", dialect: "socket.io", ports: [holder.port], pids: [holder.pid] },
    publish: async (count) => {
      const events = Array.from({ length: count }, () => sampleEvent(++seq));
      const sentAt = monotonicMs();
      emitter.child.send(events);
      return sentAt;
    },
    stop: async () => void (await Promise.all([holder.stop(), emitter.stop()])),
  };
};

/** Bare WebSocket. */
export const rawWs: StartSubject = async ({ redisUrl }) => {
  const order: RawWsOrder = { redisUrl, channel: `ws-${randomBytes(4).toString("hex")}` };
  const holder = await startAnchor("raw-ws", order);
  const redis = new Redis(redisUrl);
  let seq = 0;
  return {
    ...{ name: "raw ws", dialect: "ws", ports: [holder.port], pids: [holder.pid] },
    publish: async (count) => {
      const messages = Array.from({ length: count }, () => JSON.stringify(sampleEvent(++seq)));
      const sentAt = monotonicMs();
      await Promise.all(messages.map((message) => redis.publish(order.channel, message)));
      return sentAt;
    },
    stop: async () => {
      redis.disconnect();
      await holder.stop();
    },
  };
};

export interface Anchor {
  child: ChildProcess;
  pid: number;
  port: number;
  stop(): Promise<void>;
}

export async function startAnchor(name: "stock-socket-io" | "raw-ws", order: StockOrder | RawWsOrder): Promise<Anchor> {
  const program = fileURLToPath(new URL(`./anchors/${name}.ts`, import.meta.url));
  const child = fork(program, [JSON.stringify(order)], { execPath: process.execPath, execArgv: [] });
  const exit = once(child, "exit");
  const gone = exit.then(() => Promise.reject(new Error(`the anchor ${name} has ended`)));
  const [{ port }] = (await Promise.race([once(child, "message"), gone])) as [{ port: number }];
  gone.catch(() => {});
  return {
    ...{ child, port, pid: child.pid ?? 0 },
    stop: async () => {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
