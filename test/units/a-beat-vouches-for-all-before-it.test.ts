import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { entryOf } from "../../server/live/log/ring.ts";
import { createSnapshotLog } from "../../server/live/log/wire-log.ts";
import { readerAt } from "../../server/live/out/reader.ts";
import { memoryOutlet } from "../support/wire/memory-outlet.ts";
import { greeting, openPump, run, topsOf, upFrom } from "../support/wire/open-pump.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1_000);
});
afterEach(() => {
  vi.useRealTimers();
});

test("I8: a beat is said only when everything up to its top is written, within a second of a replay's end", async () => {
  const server = openPump();
  server.hear(300);
  const outlet = server.joins(0);
  await run(1_100);
  expect(topsOf(outlet)).toEqual([300]);
  expect(outlet.seqs()).toHaveLength(300);
  outlet.stall();
  server.hear(100, 3_000);
  await run(9_900);
  expect(topsOf(outlet)).toEqual([300]);
  outlet.take();
  await run(10_000);
  expect(topsOf(outlet).at(-1)).toBe(400);
});

test("I8: a beat is not said while the server is not sure of its top, and made up for as soon as it is", async () => {
  const server = openPump();
  server.isSure = false;
  const outlet = server.joins(0);
  await run(30_000);
  expect(topsOf(outlet)).toEqual([]);
  server.isSure = true;
  await run(1_000);
  expect(topsOf(outlet)).toEqual([0]);
});

test("C5: a beat comes every 10 s to each reader, and not to all at the same moment", async () => {
  const server = openPump();
  const readers = upFrom(0, 200).map(() => server.joins(0));
  await run();
  expect(readers.every((outlet) => topsOf(outlet).length === 1)).toBe(true);
  await run(1_000);
  const early = readers.filter((outlet) => topsOf(outlet).length === 2).length;
  expect(early).toBeLessThan(100);
  await run(60_000);
  for (const outlet of readers) expect(topsOf(outlet)).toHaveLength(7);
});

test("G5: a beat is one buffer for all who hear the same", async () => {
  const server = openPump();
  const readers = upFrom(0, 50).map(() => server.joins(0, memoryOutlet("frame")));
  await run();
  await run(21_000);
  expect(new Set(readers.map(({ chunks }) => chunks.length))).toEqual(new Set([3]));
  expect(new Set(readers.map(({ chunks }) => chunks[2])).size).toBeLessThanOrEqual(10); // each second's are told together
});

test("C5, G5: on a wire that moves a beat costs no write of its own: it leaves behind the next event", async () => {
  const server = openPump();
  const packets = server.joins(0);
  const frames = upFrom(0, 20).map(() => server.joins(0, memoryOutlet("frame")));
  for (let second = 1; second <= 40; second++) {
    server.hear(1);
    await run(1_000);
  }
  expect(packets.seqs()).toEqual(upFrom(1, 40));
  expect([topsOf(packets).length, packets.chunks.length]).toEqual([5, 41]);
  const withBeat = packets.chunks.flat().filter((text) => String(text).includes('"beat"'));
  for (const text of withBeat.slice(1)) expect(String(text).split("\u001e4")[1]).toMatch(/^2\["beat"/);
  expect(new Set(frames.map(({ chunks }) => chunks.length))).toEqual(new Set([41]));
});

test("C4: a snapshot comes first, with its holes; then a beat, then the wire from its top on", async () => {
  const server = openPump();
  server.hear(10);
  const entries = (await server.wire.readAfter(0, 10)).events.map(entryOf);
  const outlet = memoryOutlet();
  const log = createSnapshotLog(
    entries.filter(({ seq }) => seq % 4 === 0),
    10,
  );
  server.pump.join(readerAt(outlet, log, 0), greeting());
  await run();
  expect([outlet.seqs(), topsOf(outlet)]).toEqual([[4, 8], [10]]);
  server.hear(2);
  await run();
  expect(outlet.seqs()).toEqual([4, 8, 11, 12]);
});

test("C4: what comes while it is being written follows it without a hole", async () => {
  const server = openPump();
  server.hear(10);
  const entries = (await server.wire.readAfter(0, 10)).events.map(entryOf);
  const outlet = memoryOutlet();
  server.pump.join(readerAt(outlet, createSnapshotLog(entries.slice(4, 5), 10), 0), greeting());
  outlet.stall();
  server.hear(80);
  await run();
  expect(outlet.seqs()).toEqual([5]);
  outlet.take();
  await run();
  expect(outlet.seqs()).toEqual([5, ...upFrom(11, 80)]);
});

test("I8: a snapshot of a store that is ahead of this server has no beat until the server has caught up", async () => {
  const server = openPump();
  server.hear(3);
  const outlet = memoryOutlet();
  server.pump.join(readerAt(outlet, createSnapshotLog([], 5), 0), greeting());
  await run(2_000);
  expect(topsOf(outlet)).toEqual([]);
  server.hear(3);
  await run(1_000);
  expect([outlet.seqs(), new Set(topsOf(outlet))]).toEqual([[6], new Set([6])]);
});
