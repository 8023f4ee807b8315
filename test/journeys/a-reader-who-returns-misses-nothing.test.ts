import { expect, test } from "vitest";
import { formatCursor } from "../../core/news/cursor.ts";
import type { WireEvent } from "../../core/news/wire-event.ts";
import { fillWire } from "../support/paper/fill-wire.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

const numbers = (events: WireEvent[]): number[] => events.map(({ seq }) => seq);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test("R5: with a cursor a reader gets every event after it, then a beat, then what is new", async (t) => {
  const london = await startLondon(t);
  const before = await openReader(t, london.url);
  await fillWire(london, 120);
  await before.hasReached(30);
  const cursor = `${before.hello.epoch}:30`;
  before.close();

  const reader = await openReader(t, london.url, { cursor });
  expect(reader.hello).toMatchObject({ mode: "resume", complete: true });
  expect((await reader.firstBeat()).top).toBeGreaterThanOrEqual(reader.hello.top);
  const { seq = 0 } = await london.editor.posts(aStory());
  await reader.hasReached(seq);
  expect(numbers(reader.events)).toEqual(range(31, seq));
  expect(reader.breaches).toEqual([]);
});

test("C2: without a cursor nothing is replayed", async (t) => {
  const london = await startLondon(t);
  await fillWire(london, 20);
  const reader = await openReader(t, london.url);
  expect(reader.hello).toMatchObject({ mode: "live", complete: true, top: 20 });
  const { seq = 0 } = await london.editor.posts(aStory());
  await reader.hasReached(seq);
  expect(numbers(reader.events)).toEqual([21]);
});

test("C3: a replay may reach below what a server keeps in memory", async (t) => {
  const london = await startLondon(t);
  await fillWire(london, 1_500);
  const { hello } = await openReader(t, london.url);
  await fillWire(london, 700);
  const reader = await openReader(t, london.url, { cursor: `${hello.epoch}:201` });
  expect(reader.hello).toMatchObject({ mode: "resume", complete: true, top: 2_200 });
  await fillWire(london, 30);
  await reader.hasReached(2_230);
  expect(numbers(reader.events)).toEqual(range(202, 2_230));
  expect(reader.breaches).toEqual([]);
});

test("I8: who is too far behind, of another epoch, from the future or unreadable gets a snapshot that says so", async (t) => {
  const london = await startLondon(t);
  await fillWire(london, 2_050);
  const early = (await london.editor.posts(aStory({ headline: "Corrected later" }))).id;
  const gone = (await london.editor.posts(aStory({ headline: "Taken back later" }))).id;
  await fillWire(london, 150);
  await london.editor.revises(early, { rev: 2, kind: "correction", note: "The name was wrong", headline: "Right" });
  await london.editor.retracts(gone, { rev: 2, note: "It did not happen" });
  await fillWire(london, 100);
  const { hello } = await openReader(t, london.url);
  const { epoch, top } = hello;

  for (const cursor of [
    `${epoch}:7`,
    `zzzzzzzzzzzz:5`,
    `000000000000:5`,
    `${epoch}:${top + 1_000}`,
    "x",
    42,
    {},
    "",
    `${epoch}:-1`,
  ]) {
    const reader = await openReader(t, london.url, { cursor });
    expect(reader.hello, String(cursor)).toMatchObject({ mode: "snapshot", complete: false });
    await reader.firstBeat();
    const kinds = reader.events.map((event) => ("story" in event ? event.kind : ""));
    expect(
      kinds.filter((kind) => kind === "correction" || kind === "retraction"),
      String(cursor),
    ).toEqual(["correction", "retraction"]);
    expect(numbers(reader.events).slice(-100)).toEqual(range(reader.hello.top - 99, reader.hello.top));
    expect(numbers(reader.events)).toHaveLength(102);
    const { seq = 0 } = await london.editor.posts(aStory());
    await reader.hasReached(seq);
    expect(reader.breaches).toEqual([]);
  }
});

test("R5: a reader who has heard more than this server knows yet is not taken for a stranger", async (t) => {
  const london = await startLondon(t);
  const reader = await openReader(t, london.url);
  const { epoch } = reader.hello;
  await Promise.all(london.workers.map((worker) => worker.close())); // nobody tells the server
  const { seq = 0 } = await london.editor.posts(aStory());
  const other = await openReader(t, london.url, { cursor: formatCursor({ epoch, seq }) });
  expect(other.hello).toMatchObject({ mode: "resume", complete: true, top: seq });
});
