import { randomBytes } from "node:crypto";
import { type JobsOptions, Queue, type QueueOptions, Worker, type WorkerOptions } from "bullmq";
import { Redis } from "ioredis";
import { TRIED_AGAIN } from "../../../core/pipes/queues/queue-ends.ts";
import { pause } from "../audience.ts";
import { monotonicMs } from "../load/monotonic.ts";
import { median } from "../measure/spread.ts";
import type { Bench, Row } from "../run-row.ts";

/**
 * What each setting of BullMQ and ioredis that the story queue makes is worth: the same wake-up by the queue as it is, by
 * the library's own defaults, and with one setting changed at a time. All take turns on one Redis.
 */
export const queueSettings: Row = {
  asks: "what the settings of BullMQ and ioredis are worth to a wake-up",
  async measure(bench) {
    for (let turn = 0; turn < bench.repetitions; turn++) {
      for (const [name, settings] of Object.entries(SETTINGS)) await measureOne(bench, name, settings);
    }
    const { results } = bench;
    results.claimAtMost(
      "add → taken ÷ the library's defaults",
      results.of(TAKEN, OURS) / results.of(TAKEN, DEFAULTS),
      1.25,
    );
  },
};

interface Settings {
  jobs?: JobsOptions;
  queue?: Partial<QueueOptions>;
  worker?: Partial<WorkerOptions>;
  isPipelined?: boolean;
}

const OURS = "as it is";
const DEFAULTS = "the library's defaults";
const TAKEN = "add → taken, median ms";
const DONE = "jobs a second, 1,000 added one by one at once";
const UNCOUNTED: Partial<WorkerOptions> = { lockDuration: 10_000, stalledInterval: 3_000 };
const AS_IT_IS: Settings = {
  jobs: TRIED_AGAIN,
  queue: { skipWaitingForReady: true, skipVersionCheck: true },
  worker: { ...UNCOUNTED, metrics: { maxDataPoints: 60 } },
};
const SETTINGS: Record<string, Settings> = {
  [OURS]: AS_IT_IS,
  [DEFAULTS]: {},
  "gone when done": { ...AS_IT_IS, jobs: { ...TRIED_AGAIN, removeOnComplete: true } },
  "not counted": { ...AS_IT_IS, worker: UNCOUNTED },
  "four at once": { ...AS_IT_IS, worker: { ...AS_IT_IS.worker, concurrency: 4 } },
  "auto-pipelined": { ...AS_IT_IS, isPipelined: true },
};
const MANY = 1_000;

async function measureOne({ stores, results, undisturbed, isQuick, say }: Bench, name: string, settings: Settings) {
  const prefix = `q-${randomBytes(4).toString("hex")}`;
  const options = { maxRetriesPerRequest: null, enableAutoPipelining: settings.isPipelined ?? false };
  const [asking, working] = [new Redis(stores.redisUrl, options), new Redis(stores.redisUrl, options)];
  const queue = new Queue("bench", {
    ...{ connection: asking, prefix, ...settings.queue },
    ...(settings.jobs && { defaultJobOptions: settings.jobs }),
  });
  let taken = (): void => {};
  const worker = new Worker("bench", async () => taken(), { connection: working, prefix, ...settings.worker });
  const untilTaken = (count: number): Promise<void> =>
    new Promise((resolve) => {
      let left = count;
      taken = () => {
        if (--left === 0) resolve();
      };
    });
  const send = async (count: number): Promise<number> => {
    const all = untilTaken(count);
    const startedAt = monotonicMs();
    await Promise.all([all, ...Array.from({ length: count }, () => queue.add("wake-up", { wire: "news", seq: 1 }))]);
    return monotonicMs() - startedAt;
  };
  try {
    await pause(500);
    await send(1); // all is cold at first
    const each: number[] = [];
    await undisturbed(async () => {
      for (let turn = 0; turn < (isQuick ? 5 : 60); turn++) {
        await pause(20);
        each.push(await send(1));
      }
    });
    const many = isQuick ? MANY / 20 : MANY;
    const allMs = await undisturbed(() => send(many));
    results.add(TAKEN, name, median(each));
    results.add(DONE, name, (many / allMs) * 1_000);
    say(`${name}: ${median(each).toFixed(2)} ms`);
  } finally {
    await worker.close();
    await queue.close();
    asking.disconnect();
    working.disconnect();
  }
}
