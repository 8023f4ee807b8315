import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { expect, type TestContext, test } from "vitest";
import { isHeadline, type WireEvent } from "../../core/news/wire-event.ts";
import { createWebhook } from "../../core/store/webhooks/keep-webhooks.ts";
import { eventually } from "../support/deadline.ts";
import { openReceiver } from "../support/others/receiver.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";
import { ownPort } from "./fire/own-port.ts";
import { type PaperProcess, startPaperProcess } from "./fire/processes.ts";

/*
 * Workers as processes that are killed while a receiver has their message in hand, a receiver that is killed and returns,
 * and a Redis that is emptied of all that is this paper's: in the end the receiver's fold is the store.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("X4, I9: a receiver that is killed and returns ends equal to the store, whatever happens to workers and Redis", async (t) => {
  const london = await startLondon(t, { workers: 0, env: { LOG_LEVEL: "silent" } });
  const { store } = london;
  const receiver = await openReceiver(t);
  const workers = [await startWorker(t, london), await startWorker(t, london)];
  const wish = { name: "The partner", url: receiver.url, events: ["headline" as const], sections: [] };
  receiver.secret = (await createWebhook(store, { account: null, address: null }, wish)).secret;

  const publishing = publishOn(london);
  await receiver.hasReached(10);
  receiver.nextAnswers.push("hang");
  await eventually("a message in hand", () => (receiver.nextAnswers.length === 0 ? true : undefined));
  for (const worker of workers) await worker.kill();
  for (const worker of workers) await worker.start();
  const afterKill = publishing.accepted();
  await receiver.hasReached(afterKill + 1);
  await receiver.dies();
  await emptyRedis(london);
  await workers[0]?.kill();
  const afterDeath = publishing.accepted();
  await eventually("more on the wire", () => (publishing.accepted() > afterDeath + 10 ? true : undefined));
  await receiver.returns();
  const top = await publishing.ends();
  await workers[0]?.start();
  await receiver.hasReached(top);

  expect(receiver.breaches).toEqual([]);
  expect(receiver.events.map(({ seq }) => seq)).toEqual(Array.from({ length: top }, (_, before) => before + 1));
  expect(foldOf(receiver.events)).toEqual(foldOf(await wholeWire(london)));
  const row = await store.selectFrom("webhook").select(["seq", "state"]).executeTakeFirstOrThrow();
  expect(row).toEqual({ seq: top, state: "active" });
});

async function startWorker(t: TestContext, { config, token }: London): Promise<PaperProcess> {
  const folder = await mkdtemp(join(tmpdir(), "london-daily-webhook-"));
  const port = await ownPort();
  const worker = await startPaperProcess({
    ...{
      root: ROOT,
      main: "workers/main.ts",
      logFile: join(folder, "log"),
      readyUrl: `http://127.0.0.1:${port}/readyz`,
    },
    env: {
      ...{ DATABASE_URL: config.databaseUrl, REDIS_URL: config.redisUrl, REDIS_PREFIX: config.redisPrefix },
      ...vapidEnvironment(),
      ...{ SESSION_SECRET: config.sessionSecret, EDITOR_TOKEN: token, PUBLIC_URL: config.site.publicUrl },
      ...{ METRICS_PORT: String(port - 1), METRICS_HOST: "127.0.0.1", CANARY: "off", SPEECH_COMMAND: "none" },
      OUTGOING_PRIVATE_ADDRESSES: "127.0.0.1",
    },
  });
  t.onTestFinished(async () => {
    await worker.kill();
    await rm(folder, { recursive: true });
  });
  return worker;
}

/** Publishes, corrects and takes back without a pause, until it is ended. */
function publishOn({ editor }: London): { accepted(): number; ends(): Promise<number> } {
  let accepted = 0;
  let isOver = false;
  async function publish(): Promise<number> {
    for (let round = 0; !isOver; round++) {
      const { id, seq = 0 } = await editor.posts(aStory());
      accepted = seq;
      if (round % 3 === 0) accepted = (await editor.revises(id, { rev: 2, kind: "correction", note: "So." })).seq ?? 0;
      if (round % 6 === 0) accepted = (await editor.retracts(id, { rev: 3, note: "Not so." })).seq ?? 0;
    }
    return accepted;
  }
  const published = publish();
  return {
    accepted: () => accepted,
    ends: () => {
      isOver = true;
      return published;
    },
  };
}

/** All that is this paper's; other tests have theirs in the same Redis. */
async function emptyRedis({ config }: London): Promise<void> {
  const redis = new Redis(config.redisUrl);
  const keys = await redis.keys(`${config.redisPrefix}*`);
  expect(keys.length).toBeGreaterThan(0);
  await redis.unlink(...keys);
  redis.disconnect();
}

async function wholeWire({ editor }: London, after?: string): Promise<WireEvent[]> {
  const { epoch } = (await editor.ask("GET", "/v1/events?limit=1")).json as { epoch: string };
  const { json } = await editor.ask("GET", `/v1/events?after=${after ?? `${epoch}:0`}&limit=500`);
  const { events } = json as { events: WireEvent[] };
  const last = events.at(-1);
  return last ? [...events, ...(await wholeWire({ editor } as London, `${epoch}:${last.seq}`))] : [];
}

/** What is known of each story in the end. */
function foldOf(events: WireEvent[]): Map<string, object> {
  return new Map(events.filter(isHeadline).map(({ story }) => [story.id, story]));
}
