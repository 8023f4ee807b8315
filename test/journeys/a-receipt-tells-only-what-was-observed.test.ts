import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

interface Receipt {
  stored: string;
  queued: string | null;
  fannedOut: string | null;
  firstScreen: string | null;
  reach: { readers: number; open: number; shown: number };
  timeToScreenMs: { p50: number | null; p95: number | null; p99: number | null };
}

test("D4: the receipt fills in from what servers, workers and screens saw, over all servers", async (t) => {
  const london = await startLondon(t, { servers: 2 });
  const showing = await Promise.all(
    london.urls.flatMap((url) => [1, 2, 3].map(() => openReader(t, url, { shows: true }))),
  );
  const silent = await openReader(t, london.url);
  const { receiptUrl, seq = 0 } = await london.editor.posts(aStory({ urgency: "breaking" }));
  await Promise.all([...showing, silent].map((reader) => reader.hasReached(seq)));
  for (const reader of showing) for (const said of [seq, seq, seq + 1, -1]) reader.socket.emit("shown", { seq: said });

  const receipt = await eventually("six screens on the receipt", async () => {
    const { json } = await london.editor.ask("GET", new URL(receiptUrl).pathname + new URL(receiptUrl).search);
    return (json as Receipt).reach.shown >= 6 && (json as Receipt).fannedOut ? (json as Receipt) : undefined;
  });
  expect(receipt.reach).toEqual({ readers: 7, open: 7, shown: 6 });
  const stages = [receipt.stored, receipt.fannedOut, receipt.firstScreen].map((time) => Date.parse(time ?? ""));
  expect(stages.every((time) => time >= Date.parse(receipt.stored))).toBe(true);
  expect(receipt.queued).not.toBeNull();
  const { p50, p95, p99 } = receipt.timeToScreenMs;
  expect([p50, p95, p99].every((ms) => typeof ms === "number")).toBe(true);
  expect(p50 ?? 0).toBeLessThanOrEqual(p99 ?? 0);
});

test("D4: what nobody observed is null, never a guess", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { receiptUrl } = await london.editor.posts(aStory());
  const { json } = await london.editor.ask("GET", new URL(receiptUrl).pathname + new URL(receiptUrl).search);
  expect(json).toMatchObject({
    fannedOut: null,
    firstScreen: null,
    timeToScreenMs: { p50: null, p95: null, p99: null },
  });
});

test("D4: a screen counts only for what was written live to that very connection", async (t) => {
  const london = await startLondon(t);
  const first = await openReader(t, london.url);
  const { receiptUrl, seq = 0 } = await london.editor.posts(aStory());
  await first.hasReached(seq);
  const late = await openReader(t, london.url, { cursor: `${first.hello.epoch}:0`, shows: true });
  await late.hasReached(seq);
  first.socket.emit("shown", { seq });
  const receipt = await eventually("one screen", async () => {
    const { json } = await london.editor.ask("GET", new URL(receiptUrl).pathname + new URL(receiptUrl).search);
    return (json as Receipt).reach.shown > 0 ? (json as Receipt) : undefined;
  });
  expect(receipt.reach).toEqual({ readers: 1, open: 1, shown: 1 });
});
