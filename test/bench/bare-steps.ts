import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { openStoryQueue, takeWakeUps } from "../../core/pipes/queues/story-queue.ts";
import { connectStore } from "../../core/store/connect.ts";
import { monotonicMs } from "./load/monotonic.ts";
import type { Stores } from "./stores.ts";
import { commitStories } from "./wire-feed.ts";

/*
 * What the steps of a story's way cost when each is done alone: the commit, a job from `add` until a worker has it, a
 * message from PUBLISH until a subscriber has it. No way that has these steps can be quicker than their sum. At the pace of
 * the way itself: what sleeps between two stories has to wake for both.
 */
export interface BareSteps {
  commitMs: number[];
  queueMs: number[];
  channelMs: number[];
}

export interface Steps {
  times: number;
  everyMs: number;
  /** So often before anything is measured. */
  warmUp: number;
}

export async function timeBareSteps(stores: Stores, steps: Steps): Promise<BareSteps> {
  const store = connectStore({ databaseUrl: stores.databaseUrl, poolSize: 1, name: "bench-bare" });
  const commitMs = await timesOf(steps, () => commitStories(store, 1));
  await store.destroy();
  return { commitMs, queueMs: await timeQueue(stores, steps), channelMs: await timeChannel(stores, steps) };
}

async function timeQueue({ redisUrl }: Stores, steps: Steps): Promise<number[]> {
  const place = { redisUrl, redisPrefix: `q-${randomBytes(4).toString("hex")}` };
  let taken = (): void => {};
  const worker = takeWakeUps(
    place,
    async () => taken(),
    () => {},
  );
  const queue = openStoryQueue(place);
  const send = async () => {
    const isTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    await queue.announce({ wire: "news", seq: 1 });
    await isTaken;
  };
  await new Promise((resume) => setTimeout(resume, WARM_UP_MS));
  const measured = await timesOf(steps, send);
  await queue.close();
  await worker.close();
  return measured;
}

async function timeChannel({ redisUrl }: Stores, steps: Steps): Promise<number[]> {
  const [speaker, listener] = [new Redis(redisUrl), new Redis(redisUrl)];
  const channel = `bare-${randomBytes(4).toString("hex")}`;
  let heard = (): void => {};
  listener.on("message", () => heard());
  await listener.subscribe(channel);
  const measured = await timesOf(steps, async () => {
    const isHeard = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await speaker.publish(channel, "x".repeat(450));
    await isHeard;
  });
  speaker.disconnect();
  listener.disconnect();
  return measured;
}

const WARM_UP_MS = 500;

async function timesOf({ times, everyMs, warmUp }: Steps, act: () => Promise<void>): Promise<number[]> {
  for (let turn = 0; turn < warmUp; turn++) await act();
  const measured: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    await new Promise((resume) => setTimeout(resume, everyMs));
    const startedAt = monotonicMs();
    await act();
    measured.push(monotonicMs() - startedAt);
  }
  return measured;
}
