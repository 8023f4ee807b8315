import { fork } from "node:child_process";
import { once } from "node:events";
import { sql } from "kysely";
import { expect, type TestContext, test } from "vitest";
import { within } from "../support/deadline.ts";
import { openReader } from "../support/open-reader.ts";
import type { PublisherOrder, PublisherReport } from "../support/publisher.ts";
import { startLondon } from "../support/start-london.ts";

/** Publishers in processes of their own, all posting at once. */
async function publish(t: TestContext, processes: number, order: PublisherOrder): Promise<PublisherReport[]> {
  const reports = Array.from({ length: processes }, async () => {
    const child = fork(new URL("../support/publisher.ts", import.meta.url), [JSON.stringify(order)]);
    t.onTestFinished(() => void child.kill("SIGKILL"));
    const [report] = await within("a publisher's report", once(child, "message"), 150_000);
    return report as PublisherReport;
  });
  return Promise.all(reports);
}

test("I1: 10,240 publishes at once from four processes: every one accepted, numbers without a hole", {
  timeout: 180_000,
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
  timeout: 90_000,
}, async (t) => {
  const london = await startLondon(t);
  const reports = await publish(t, 4, { url: london.url, token: london.token, posts: 64, key: "one-key" });
  expect(new Set(reports.flatMap(({ answers }) => answers)).size).toBe(1);
  expect(reports.flatMap(({ seqs }) => seqs)).toEqual(Array.from({ length: 256 }, () => 1));
});
