import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type MemoryOutlet, memoryOutlet } from "../support/wire/memory-outlet.ts";
import { eventIn } from "../support/wire/memory-wire.ts";
import { openPump, run, topsOf, upFrom } from "../support/wire/open-pump.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1_000);
});
afterEach(() => {
  vi.useRealTimers();
});

test("I2: who joins with its number gets every event after it, in order, once, and then what is new", async () => {
  const server = openPump();
  server.hear(120);
  const readers = [0, 49, 50, 119, 120].map((written) => server.joins(written));
  await run();
  server.hear(3);
  await run();
  for (const [i, written] of [0, 49, 50, 119, 120].entries()) {
    expect(readers[i]?.seqs()).toEqual(upFrom(written + 1, 123 - written));
    expect(readers[i]?.pushed).toBe(0);
  }
});

test("I2: it is all the same when readers come, stall, take a little, and leave while events come in", async () => {
  const aMove = fc.oneof(
    fc.record({ move: fc.constant("hear" as const), count: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ move: fc.constant("join" as const), from: fc.nat() }),
    fc.record({ move: fc.constant("stall" as const), who: fc.nat() }),
    fc.record({ move: fc.constant("take" as const), who: fc.nat(), bytes: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ move: fc.constant("free" as const), who: fc.nat() }),
    fc.record({ move: fc.constant("run" as const), ms: fc.integer({ min: 0, max: 30 }) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(aMove, { minLength: 5, maxLength: 40 }),
      fc.constantFrom(20, 2_000),
      async (moves, capacity) => {
        const server = openPump(capacity);
        const readers: { outlet: MemoryOutlet; from: number }[] = [];
        const one = (who: number): MemoryOutlet | undefined => readers[who % Math.max(1, readers.length)]?.outlet;
        for (const act of moves) {
          if (act.move === "hear") server.hear(act.count, 200);
          else if (act.move === "join") {
            const from = act.from % (server.wire.top + 1);
            readers.push({ from, outlet: server.joins(from) });
          } else if (act.move === "stall") one(act.who)?.stall();
          else if (act.move === "take") one(act.who)?.take(act.bytes);
          else if (act.move === "free") one(act.who)?.take();
          else await run(act.ms);
        }
        for (const { outlet } of readers) outlet.take();
        await run(11_000);
        for (const { outlet, from } of readers) {
          expect(outlet.seqs()).toEqual(upFrom(from + 1, server.wire.top - from));
          expect([outlet.isClosed, outlet.pushed, topsOf(outlet).at(-1)]).toEqual([false, 0, server.wire.top]);
        }
        server.pump.close();
      },
    ),
    { numRuns: 60 },
  );
});

test("I2: who has fallen below the ring is served from the store, and nobody else waits for it", async () => {
  const server = openPump(50);
  server.hear(10);
  const late = server.joins(3);
  late.stall();
  server.hear(1);
  await run();
  const prompt = server.joins(server.wire.top);
  server.hear(400);
  await run();
  expect(prompt.seqs()).toEqual(upFrom(12, 400));
  late.take();
  await run();
  expect(late.seqs()).toEqual(upFrom(4, 408));
});

test("I4: who leaves gets nothing more, also in the middle of a pass", async () => {
  const server = openPump();
  const outlet = server.joins(0);
  server.hear(5);
  server.pump.leave(outlet.reader);
  await run(20_000);
  expect([outlet.seqs(), server.pump.readers().size, server.slow]).toEqual([[], 0, 0]);
});

test("G2: ten thousand readers all get it, none holds up the loop of the process for them all", async () => {
  const server = openPump();
  const readers = upFrom(0, 10_000).map(() => server.joins(0, memoryOutlet("frame")));
  server.hear(1);
  vi.advanceTimersToNextTimer();
  const afterOneSlice = readers.filter(({ reader }) => reader.written === 1).length;
  expect(afterOneSlice).toBeGreaterThan(0);
  expect(afterOneSlice).toBeLessThanOrEqual(2_000);
  await run();
  expect(readers.every(({ reader }) => reader.written === 1)).toBe(true);
  expect(new Set(readers.map(({ chunks }) => chunks.at(-1))).size).toBe(1);
});

test("O3: what is said outside the wire goes to that reader, whatever else waits for it", async () => {
  const server = openPump();
  const [one, other] = [server.joins(0), server.joins(0)];
  server.pump.say(one.reader, { name: "drain", json: '{"afterMs":7}', forms: {} });
  expect([one.said("drain"), other.said("drain")]).toEqual([[{ afterMs: 7 }], []]);
});

test("I5: every encoding carries the very JSON of the wire", async () => {
  const server = openPump();
  const packets = server.joins(0);
  const [frames, events] = [server.joins(0, memoryOutlet("frame")), server.joins(0, memoryOutlet("sse"))];
  const event = server.wire.top + 1;
  server.hear(1);
  await run();
  const { json } = (await server.wire.readAfter(event - 1, 1)).events[0] ?? { json: "none" };
  expect(packets.said("headline")).toEqual([eventIn({ seq: event, json })]);
  for (const { chunks } of [frames, events]) expect(String(chunks.at(-1))).toContain(json);
});
