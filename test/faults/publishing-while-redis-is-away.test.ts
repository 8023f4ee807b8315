import { expect, inject, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { openLine } from "../support/lines/cut-line.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

test("I9: while Redis is away, or silent, a post is taken at once, and its receipt claims no queue", async (t) => {
  const url = new URL(inject("redisUrl"));
  const line = await openLine(t, Number(url.port || 6379));
  Object.assign(url, { hostname: "127.0.0.1", port: String(line.port) });
  const { editor } = await startLondon(t, { workers: 0, env: { REDIS_URL: url.href, LOG_LEVEL: "fatal" } });
  const receiptOf = async (id: string) =>
    (await editor.ask("GET", `/v1/stories/${id}/receipt`)).json as { queued: string | null };

  const before = await editor.posts(aStory());
  await eventually("the queue's word", async () => (await receiptOf(before.id)).queued ?? undefined);
  for (const behaviour of ["refuses", "silent"] as const) {
    line.behaves(behaviour);
    for (let i = 0; i < 20; i++) {
      const startedMs = performance.now();
      const { id } = await editor.posts(aStory());
      expect(performance.now() - startedMs, behaviour).toBeLessThan(1_000);
      expect((await receiptOf(id)).queued, behaviour).toBeNull();
    }
    line.behaves("refuses");
    line.behaves("carries");
    const since: string[] = [];
    await eventually("a queue that takes wake-ups again", async () => {
      since.push((await editor.posts(aStory())).id);
      const receipts = await Promise.all(since.map(receiptOf));
      return receipts.find(({ queued }) => queued !== null);
    });
  }
});
