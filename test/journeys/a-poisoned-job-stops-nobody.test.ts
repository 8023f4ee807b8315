import { Queue } from "bullmq";
import { expect, inject, type TestContext, test } from "vitest";
import { askRedis, connected } from "../../core/pipes/redis.ts";
import { eventually, within } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

/** What a job of the story queue can never carry. JSON texts, as they stand in Redis. */
const POISON: string[] = [
  ...["null", "7", "true", '""', '"news"', "[]", "{}", '[{"wire":"news","seq":1}]', '{"wire":"news"}', '{"seq":1}'],
  ...['{"wire":null,"seq":null}', '{"wire":"","seq":1}', '{"wire":"gossip","seq":1}', '{"wire":"__proto__","seq":1}'],
  ...[
    '{"wire":{"$gt":""},"seq":1}',
    '{"wire":["news"],"seq":1}',
    '{"wire":"news","seq":"1"}',
    '{"wire":"news","seq":{}}',
  ],
  ...[
    '{"wire":"news","seq":-1}',
    '{"wire":"news","seq":0}',
    '{"wire":"news","seq":1.5}',
    '{"wire":"news","seq":9007199254740993}',
  ],
  ...[
    '{"wire":"news; drop table story","seq":1}',
    '{"__proto__":{"wire":"news"},"constructor":{"prototype":{"seq":1}}}',
  ],
];

/** Each of them is a warning in the log. */
const QUIET = { env: { LOG_LEVEL: "error" } };

/** Other ways to be wrong: as large, as deep or as odd as a queue takes. */
const LARGE: [name: string, carried: unknown][] = [
  ["wake-up", { wire: "x".repeat(1_000_000), seq: 1 }],
  ["wake-up", { wire: "news", seq: 1e300 }],
  ["__proto__", JSON.parse(`${'{"wire":'.repeat(2_000)}1${"}".repeat(2_000)}`)],
];

/** The queue itself, as anybody who can reach Redis can open it. */
async function openQueue(t: TestContext, { config }: London) {
  const connection = askRedis(inject("redisUrl"));
  const queue = new Queue("stories", { connection, prefix: config.redisPrefix, skipVersionCheck: true });
  queue.on("error", () => {});
  t.onTestFinished(async () => {
    await queue.close();
    connection.disconnect();
  });
  await within("the queue", queue.waitUntilReady());
  return queue;
}

test("C8: 24 jobs of poison end among the failed, and hold up no story", async (t) => {
  expect(POISON.length).toBeGreaterThanOrEqual(24);
  const london = await startLondon(t, QUIET);
  const reader = await openReader(t, london.url);
  const queue = await openQueue(t, london);
  await london.editor.posts(aStory());
  const poisoned = await Promise.all(
    POISON.map((text) =>
      queue.add("wake-up", JSON.parse(text), { attempts: 3, backoff: { type: "fixed", delay: 20 } }),
    ),
  );
  poisoned.push(...(await Promise.all(LARGE.map(([name, carried]) => queue.add(name, carried)))));
  const posted = [];
  for (let story = 0; story < 10; story++) posted.push(await london.editor.posts(aStory()));

  await reader.hasReached(posted.at(-1)?.seq ?? 0);
  const states = await eventually("the end of the poison", async () => {
    const seen = await Promise.all(poisoned.map((job) => job.getState()));
    return seen.every((state) => state === "failed" || state === "completed") ? seen : undefined;
  });
  const passed = poisoned.filter((_, i) => states[i] !== "failed");
  expect(
    passed.map((job) => JSON.stringify(job.data).slice(0, 80)),
    "taken for wake-ups",
  ).toEqual([]);
  await eventually("an empty queue", async () => {
    const { active, wait, delayed } = await queue.getJobCounts("active", "wait", "delayed");
    return active === 0 && wait === 0 && delayed === 0 ? true : undefined;
  });

  const last = await london.editor.posts(aStory());
  await reader.hasReached(last.seq ?? 0);
  expect([reader.events.length, reader.breaches]).toEqual([12, []]);
  const { metricsPort = 0 } = london.workers[0] ?? {};
  expect((await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).status).toBe(200);
});

test("C8: a job that is not even JSON holds up no story", async (t) => {
  const london = await startLondon(t, QUIET);
  const reader = await openReader(t, london.url);
  const queue = await openQueue(t, london);
  const redis = askRedis(inject("redisUrl"));
  t.onTestFinished(() => redis.disconnect());
  await connected(redis);
  for (const text of ["{", "", "undefined", "\u0000"]) {
    const job = await queue.add("wake-up", {}, { delay: 600_000 });
    await redis.hset(`${london.config.redisPrefix}:stories:${job.id}`, "data", text);
    await job.promote();
    const { seq = 0 } = await london.editor.posts(aStory());
    await reader.hasReached(seq);
  }
  expect([reader.events.length, reader.breaches]).toEqual([4, []]);
});
