import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { type Agency, ASKS_HERE, rssOf, startAgency } from "../support/others/agency.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";

const ITEM = { id: "1", title: "Tide turns at Teddington" };

test("D10: a source is read in its time by one worker, and asked only for what is new", async (t) => {
  const london = await startLondon(t, { workers: 2, env: ASKS_HERE });
  const agency = await startAgency(t);
  agency.serves("/feed", { body: rssOf([ITEM]) });
  const id = await addEverySecond(london, agency);
  await timesAsked(agency, 3);
  const [first, ...later] = agency.asked("/feed");
  expect(first?.["if-none-match"]).toBeUndefined();
  expect(first?.["user-agent"]).toMatch(/^LondonDaily\//);
  expect(new Set(later.map((headers) => headers["if-none-match"])).size).toBe(1);
  expect(later[0]?.["if-none-match"]).toMatch(/^"\w{12}"$/);
  agency.serves("/feed", {
    body: rssOf([
      { ...ITEM, text: "It has turned." },
      { id: "2", title: "Another" },
    ]),
  });
  const items = await eventually("both items", async () => {
    const rows = await london.store.selectFrom("inbox_item").selectAll().orderBy("place").execute();
    return rows.length === 2 ? rows : undefined;
  });
  expect(items.map(({ headline, version }) => [headline, version])).toEqual([
    ["Tide turns at Teddington", 2],
    ["Another", 1],
  ]);
  const metrics = await Promise.all(
    london.workers.map(async ({ metricsPort }) => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()),
  );
  expect(metrics.join("\n")).toMatch(/^london_inbox_polls_total\{outcome="unchanged".*\} [1-9]/m);
  expect(metrics.join("\n")).toMatch(/^london_inbox_items_total\{kind="changed".*\} 1$/m);
  const { items_seen, last_error } = await sourceOf(london, id);
  expect([items_seen, last_error]).toEqual([2, null]);
});

test("D10, I9: when Redis is emptied, schedulers and all, sources are read on", async (t) => {
  const london = await startLondon(t, { env: ASKS_HERE });
  const agency = await startAgency(t);
  agency.serves("/feed", { body: rssOf([ITEM]) });
  await addEverySecond(london, agency);
  await timesAsked(agency, 1);
  const redis = new Redis(london.config.redisUrl);
  t.onTestFinished(() => redis.disconnect());
  const keys = await redis.keys(`${london.config.redisPrefix}*`);
  expect(keys.some((key) => key.includes(":inbox:repeat:"))).toBe(true);
  await redis.del(...keys);
  await timesAsked(agency, agency.asked("/feed").length + 2);
});

test("D10: a source that fails is left alone longer each time, with a sentence, and is well again by itself", async (t) => {
  const london = await startLondon(t, { env: ASKS_HERE });
  const agency = await startAgency(t);
  agency.serves("/feed", { body: "", status: 500 });
  const id = await addEverySecond(london, agency);
  const ill = await eventually("two failures", async () => {
    const source = await sourceOf(london, id);
    return source.failures >= 2 && source.lease_until === null ? source : undefined;
  });
  expect(ill.last_error).toBe("Its server answers 500, Internal Server Error.");
  expect(ill.due_at.getTime() - (ill.last_polled_at?.getTime() ?? 0)).toBeGreaterThanOrEqual(2_000);
  agency.serves("/feed", { body: "", status: 429, headers: { "Retry-After": "3600" } });
  await setDue(london, id);
  const asked = await eventually("its own wish", async () => {
    const source = await sourceOf(london, id);
    return source.last_error?.includes("429") ? source : undefined;
  });
  expect(asked.due_at.getTime() - (asked.last_polled_at?.getTime() ?? 0)).toBeGreaterThan(3_500_000);
  agency.serves("/feed", { body: rssOf([ITEM]) });
  await setDue(london, id);
  await eventually("well again", async () => ((await sourceOf(london, id)).last_error === null ? true : undefined));
  expect((await sourceOf(london, id)).failures).toBe(0);
});

async function addEverySecond({ store }: London, { url }: Agency): Promise<string> {
  const id = randomUUID();
  const row = { id, name: "Agency", url: `${url}/feed`, section: "uk", every_seconds: 1 };
  await store.insertInto("inbox_source").values(row).execute();
  return id;
}

function timesAsked(agency: Agency, times: number): Promise<true> {
  return eventually(`asked ${times} times`, () => (agency.asked("/feed").length >= times ? true : undefined));
}

function sourceOf({ store }: London, id: string) {
  return store.selectFrom("inbox_source").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

async function setDue({ store }: London, id: string): Promise<void> {
  await store
    .updateTable("inbox_source")
    .set({ due_at: new Date(0) })
    .where("id", "=", id)
    .execute();
}
