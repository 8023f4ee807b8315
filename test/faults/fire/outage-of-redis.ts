import { rm } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../support/deadline.ts";
import { aStory, type Editor, editorAt } from "../../support/people/editor.ts";
import { untilAccepted } from "./fire.ts";
import { lasts } from "./lasts.ts";
import type { UnderFire } from "./under-fire.ts";

export interface Outage {
  from: number;
  to: number;
  acceptedMeanwhile: number;
  /** From Redis' return, empty, until a heartbeat is heard, a job is taken and a receipt has every stage again. */
  backAfterMs: number;
  /** Of the stories that were published meanwhile: one while it was away, and the same when all was well again. */
  receipts: Receipt[];
}

export interface Receipt {
  queued: string | null;
  fannedOut: string | null;
}

/** Redis is killed, stays away for so long while stories are published and released, and comes back with nothing. */
export async function goThroughOutage(fire: UnderFire, awayMs: number): Promise<Outage> {
  const { redis, publisher, serverUrls, token } = fire;
  const editor = editorAt(serverUrls[0] ?? "", token);
  await untilAccepted(fire, 20);
  const [from, accepted] = [Date.now(), publisher.accepted()];
  await redis.kill();
  await rm(join(redis.folder, "appendonlydir"), { recursive: true });

  await lasts(awayMs / 2);
  const { id } = await editor.posts(aStory());
  await publisher.schedules(500);
  await lasts(awayMs / 2);
  const meanwhile = await receiptOf(editor, id);
  const [to, acceptedMeanwhile] = [Date.now(), publisher.accepted() - accepted];

  await redis.start();
  const returned = performance.now();
  await Promise.all([...serverUrls.map(hearsWorkers), finishesJobs(fire), goesTheWholeWay(editor)]);
  const backAfterMs = Math.round(performance.now() - returned);
  return { from, to, acceptedMeanwhile, backAfterMs, receipts: [meanwhile, await receiptOf(editor, id)] };
}

async function hearsWorkers(url: string): Promise<void> {
  await eventually("a heartbeat", async () => {
    const { degraded } = (await (await fetch(`${url}/readyz`)).json()) as { degraded: string[] };
    return degraded.includes("heartbeat") ? undefined : true;
  });
}

/** It came back empty, so whatever was done was done since. */
async function finishesJobs({ redis, redisPrefix }: UnderFire): Promise<void> {
  await eventually("a worker that takes jobs again", async () => {
    const done = await redis.ask("ZCARD", `${redisPrefix}:stories:completed`);
    return Number(done) > 0 ? true : undefined;
  });
}

/** A story that takes every stop: the queue, the worker, the channel. What went out before is told by nobody. */
async function goesTheWholeWay(editor: Editor): Promise<void> {
  const posted: string[] = [];
  await eventually("a story that takes the whole way", async () => {
    posted.push((await editor.posts(aStory())).id);
    const receipts = await Promise.all(posted.map((id) => receiptOf(editor, id)));
    return receipts.find(({ queued, fannedOut }) => queued && fannedOut);
  });
}

async function receiptOf(editor: Editor, id: string): Promise<Receipt> {
  return (await editor.ask("GET", `/v1/stories/${id}/receipt`)).json as Receipt;
}
