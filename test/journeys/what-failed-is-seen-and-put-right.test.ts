import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { expect, test } from "vitest";
import { readActs } from "../../core/store/people/audit-log.ts";
import { eventually } from "../support/deadline.ts";
import { openQueueOf } from "../support/paper/queue-of.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson, type Person } from "../support/people/people.ts";

/** Its jobs end in the log as warnings. */
const QUIET = { LOG_LEVEL: "error" };
const CALLS = "/desk/queues/api/queues";

interface Listed {
  queues: { name: string; counts: Record<string, number>; jobs: { id: string; failedReason?: string }[] }[];
}

async function listed(admin: Person, active = "stories"): Promise<Listed["queues"]> {
  const { status, json } = await admin.ask("GET", `${CALLS}?activeQueue=${active}&status=failed&page=1&jobsPerPage=10`);
  expect(status).toBe(200);
  return (json as Listed).queues;
}

/** Such a job ends workers again and again: it has been begun as often as none may be. */
async function poison(queue: Queue, redis: Redis): Promise<string> {
  const { id = "" } = await queue.add("wake-up", { wire: "news", seq: null });
  await redis.hset(queue.toKey(id), { ats: 25 });
  return id;
}

test("O5: an admin sees every queue, and why a job is in quarantine; it is retried, or removed, and the audit log tells", async (t) => {
  const london = await startLondon(t, { workers: 0, env: QUIET });
  const admin = await aPerson(london, { role: "admin" });
  const { queue, redis } = await openQueueOf(t, london, "stories");
  const poisoned = await poison(queue, redis);
  const { id: odd = "" } = await queue.add("wake-up", { wire: "gossip" }, { attempts: 1 });
  await london.startWorker();
  const failed = await eventually("two jobs in quarantine", async () => {
    const stories = (await listed(admin)).find(({ name }) => name === "stories");
    return stories?.jobs.length === 2 ? stories.jobs : undefined;
  });
  expect(Object.fromEntries(failed.map(({ id, failedReason }) => [id, failedReason]))).toEqual({
    [poisoned]: expect.stringMatching(/started more than/),
    [odd]: "this job is no wake-up",
  });
  expect((await listed(admin)).map(({ name }) => name).sort()).toEqual([
    "inbox",
    "letters",
    "mails",
    "narrations",
    "pushes",
    "stories",
    "webhooks",
  ]);

  await redis.hset(queue.toKey(poisoned), { ats: 0 }); // what was wrong is mended
  expect((await admin.ask("PUT", `${CALLS}/stories/${poisoned}/retry`)).status).toBe(204);
  await eventually("a job that is done", async () =>
    (await queue.getJobState(poisoned)) === "completed" ? true : undefined,
  );
  expect((await admin.ask("PUT", `${CALLS}/stories/${odd}/clean`)).status).toBe(204);
  expect(await queue.getJobState(odd)).toBe("unknown");
  const acts = await readActs(london.store, { act: "queue", after: 0 }, 10);
  expect(acts.map(({ act, account, about }) => ({ act, account, about }))).toEqual([
    { act: "queue.retry", account: admin.id, about: { queue: "stories", job: poisoned } },
    { act: "queue.remove", account: admin.id, about: { queue: "stories", job: odd } },
  ]);
});

test("O5: only what failed can be touched, only by an admin's own page, and nothing can be stopped, emptied or made", async (t) => {
  const london = await startLondon(t, { workers: 0, env: QUIET });
  const admin = await aPerson(london, { role: "admin" });
  const { queue } = await openQueueOf(t, london, "stories");
  const { id = "" } = await queue.add("wake-up", { wire: "news", seq: null });
  const asked = async (who: Person, method: string, path: string, headers: Record<string, string> = {}) =>
    (await who.ask(method, `${CALLS}/stories/${path}`, undefined, { headers })).status;
  for (const act of ["retry", "clean"]) expect(await asked(admin, "PUT", `${id}/${act}`), act).toBe(409);
  for (const path of ["pause", "empty", "obliterate", "promote", "clean/waiting", "retry/completed", `${id}/promote`])
    expect([404, 405], path).toContain(await asked(admin, "PUT", path));
  expect([404, 405]).toContain(await asked(admin, "POST", "add"));
  expect([404, 405]).toContain(await asked(admin, "PATCH", `${id}/update-data`));

  const retry = `${id}/retry`;
  expect(await asked(admin, "PUT", retry, { "X-CSRF-Token": "another's" })).toBe(403);
  expect(await asked(admin, "PUT", retry, { Origin: "https://elsewhere.example" })).toBe(403);
  expect(await asked(admin, "PUT", retry, { "Sec-Fetch-Site": "cross-site" })).toBe(403);
  expect(await asked(await aPerson(london), "PUT", retry)).toBe(403);
  expect(await asked(await aPerson(london), "GET", id)).toBe(403);
  expect(await queue.getJobState(id)).toBe("waiting");
  expect(await readActs(london.store, { act: "queue" }, 10)).toEqual([]);
});

test("O5: looking opens no line to Redis, the page runs nothing that stands in it, and while Redis is away it says so", async (t) => {
  const london = await startLondon(t, { workers: 0, env: QUIET });
  const admin = await aPerson(london, { role: "admin" });
  const { redis } = await openQueueOf(t, london, "stories");
  const opened = async (): Promise<string> =>
    /total_connections_received:(\d+)/.exec(await redis.info("stats"))?.[1] ?? "";
  await listed(admin);
  const lines = Number(await opened());
  for (let i = 0; i < 20; i++) await listed(admin);
  expect(Number(await opened()) - lines).toBeLessThan(20); // others of this run may come meanwhile

  const page = await admin.ask("GET", "/desk/queues");
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self';style-src 'self'");
  expect(page.text).not.toMatch(
    /<style|style=|<script(?! defer src="static\/js\/| id="__UI_CONFIG__" type="application\/json")/,
  );
  const [, script] = /src="(static\/js\/main[^"]+)"/.exec(page.text) ?? [];
  expect((await admin.ask("GET", `/desk/queues/${script}`)).headers.get("content-type")).toContain("javascript");

  const alone = await startLondon(t, { workers: 0, env: { ...QUIET, REDIS_URL: "redis://127.0.0.1:1" } });
  const other = await aPerson(alone, { role: "admin" });
  expect(await other.ask("GET", CALLS)).toMatchObject({ status: 503, json: { message: expect.any(String) } });
  expect((await other.ask("GET", "/desk/queues")).status).toBe(200);
});
