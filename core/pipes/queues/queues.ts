import { Queue } from "bullmq";
import { askRedis } from "../redis.ts";
import { QUEUE_NAMES, type QueuePlace } from "./queue-ends.ts";

export interface Queues {
  /** For looking at them and for an operator's hand, never for work. */
  all: readonly Queue[];
  close(): Promise<void>;
}

/** All of them on one connection of their own, opened once. Every call throws at once when Redis is away. */
export function openQueues({ redisUrl, redisPrefix }: QueuePlace): Queues {
  const connection = askRedis(redisUrl);
  const all = QUEUE_NAMES.map((name) => {
    const queue = new Queue(name, {
      connection,
      prefix: redisPrefix,
      skipWaitingForReady: true,
      skipVersionCheck: true,
      skipMetasUpdate: true, // what a queue is like, its own file says
    });
    queue.on("error", () => {}); // each call reports its own failure
    return queue;
  });
  return {
    all,
    close: async () => {
      await Promise.all(all.map((queue) => queue.close()));
      connection.disconnect();
    },
  };
}
