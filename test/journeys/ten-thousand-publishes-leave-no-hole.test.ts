import { fork } from "node:child_process";
import { on } from "node:events";
import { sql } from "kysely";
import { expect, type TestContext, test } from "vitest";
import { within } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import type { PublisherOrder, PublisherProgress, PublisherReport } from "../support/people/publisher.ts";
import { openReader } from "../support/readers/open-reader.ts";

/** However long the line is, it moves: nobody waits longer than this for the next few to be taken. */
const STANDSTILL_MS = 60_000;

/** Publishers in processes of their own, all posting at once. */
async function publish(t: TestContext, processes: number, order: PublisherOrder): Promise<PublisherReport[]> {
  return Promise.all(Array.from({ length: processes }, () => reportOf(t, order)));
}

async function reportOf(t: TestContext, order: PublisherOrder): Promise<PublisherReport> {
  const child = fork(new URL("../support/people/publisher.ts", import.meta.url), [JSON.stringify(order)]);
  t.onTestFinished(() => void child.kill("SIGKILL"));
  const said = on(child, "message", { close: ["exit"] });
  for (let taken = 0; ; ) {
    const next = await within(`more than ${taken} of ${order.posts} taken`, said.next(), STANDSTILL_MS);
    if (next.done) throw new Error("a publisher ended without a report");
    const [message] = next.value as [PublisherProgress | PublisherReport];
    if ("seqs" in message) return message;
    taken = message.taken;
  }
}

test("I1: 10,240 publishes from four processes, 2,560 of them at a time: every one accepted, numbers without a hole", {
  timeout: 600_000,
}, async (t) => {
  const london = await startLondon(t, { workers: 2 });
  const reader = await openReader(t, london.url);
  const reports = await publish(t, 4, { url: london.url, token: london.token, posts: 2_560 });
  const numbers = reports.flatMap(({ seqs }) => seqs).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 10_240 }, (_, i) => i + 1));
  await reader.hasReached(10_240);
  expect(reader.breaches).toEqual([]);
  const { rows } = await sql<{ count: number; top: number }>`
    select count(*)::int as count, max(seq)::int as top from event where wire = 'news'`.execute(london.store);
  expect(rows[0]).toEqual({ count: 10_240, top: 10_240 });
});

test("G3: 256 racing posts with one key from four processes are one event and one answer", {
  timeout: 120_000,
}, async (t) => {
  const london = await startLondon(t);
  const reports = await publish(t, 4, { url: london.url, token: london.token, posts: 64, key: "one-key" });
  expect(new Set(reports.flatMap(({ answers }) => answers)).size).toBe(1);
  expect(reports.flatMap(({ seqs }) => seqs)).toEqual(Array.from({ length: 256 }, () => 1));
});
