import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRing, type Entry, entryOf, type Ring } from "../../server/live/log/ring.ts";
import {
  type Batch,
  createSnapshotLog,
  createWireLog,
  type Log,
  MAX_BATCH_BYTES,
  type OlderEvents,
} from "../../server/live/log/wire-log.ts";
import type { Encoding } from "../../server/live/out/encodings.ts";
import { bytesOf } from "../support/wire/memory-outlet.ts";
import { type MemoryWire, memoryWire } from "../support/wire/memory-wire.ts";

const NOTHING_OLDER: OlderEvents = { after: () => null };
const anEncoding = fc.constantFrom<Encoding>("frame", "packet", "sse");

function ringOf(wire: MemoryWire, events: { seq: number; json: string }[], capacity = 2_000): Ring {
  const ring = createRing({ epoch: wire.epoch, top: (events[0]?.seq ?? 1) - 1 }, capacity);
  for (const event of events) ring.append(event);
  return ring;
}

function batchAfter(log: Log, written: number, encoding: Encoding = "frame"): Batch {
  const batch = log.after(written, encoding);
  if (typeof batch === "string") throw new Error(batch);
  return batch;
}

/** What a reader at this number is given until there is no more. */
function walk(log: Log, from: number, encoding: Encoding): { texts: string; sizes: number[]; end: number } {
  const sizes: number[] = [];
  let texts = "";
  let written = from;
  for (let batch = log.after(written, encoding); typeof batch !== "string"; batch = log.after(written, encoding)) {
    expect(batch.upTo).toBeGreaterThan(written);
    texts += Buffer.isBuffer(batch.chunk) ? batch.chunk.toString() : batch.chunk.join("");
    sizes.push(bytesOf(batch.chunk));
    written = batch.upTo;
  }
  return { texts, sizes, end: written };
}

const idsIn = (texts: string): string[] => [...texts.matchAll(/"id":"(s\d+)"/g)].map(([, id = ""]) => id);

describe("the wire's log", () => {
  test("G5: a reader is given every event after its number, in order, at most 64 KiB at once, whatever their size", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 150 });
    fc.assert(
      fc.property(sizes, fc.nat(150), anEncoding, (sizes, from, encoding) => {
        const wire = memoryWire();
        const ring = ringOf(
          wire,
          sizes.map((bytes) => wire.publish({ excerpt: "x".repeat(bytes) })),
        );
        const start = Math.min(from, ring.top);
        const {
          texts,
          sizes: written,
          end,
        } = walk(
          createWireLog(() => ring, NOTHING_OLDER),
          start,
          encoding,
        );
        expect(end).toBe(ring.top);
        expect(idsIn(texts)).toEqual(sizes.map((_, i) => `s${i + 1}`).slice(start));
        expect(Math.max(0, ...written)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
      }),
      { numRuns: 60 },
    );
  });

  test("G5: an event that is larger than that by itself still goes out, alone", () => {
    const wire = memoryWire();
    const ring = ringOf(wire, [wire.publish(), wire.publish({ excerpt: "x".repeat(70_000) }), wire.publish()]);
    const log = createWireLog(() => ring, NOTHING_OLDER);
    expect([0, 1, 2].map((written) => batchAfter(log, written).upTo)).toEqual([1, 2, 3]);
  });

  test("G5: readers at the same number get the same buffer, each encoding its own", () => {
    const wire = memoryWire();
    const ring = ringOf(wire, wire.publishMany(10));
    const log = createWireLog(() => ring, NOTHING_OLDER);
    const { chunk } = batchAfter(log, 4);
    expect(batchAfter(log, 4).chunk).toBe(chunk);
    expect(batchAfter(log, 4, "sse").chunk).not.toBe(chunk);
    expect(batchAfter(log, 5).chunk).not.toBe(chunk);
  });

  test("G5: readers who began apart end their next batch at the same number, and share from there", () => {
    const wire = memoryWire();
    const ring = ringOf(wire, wire.publishMany(200));
    const log = createWireLog(() => ring, NOTHING_OLDER);
    expect([0, 1, 17, 49].map((written) => batchAfter(log, written).upTo)).toEqual([50, 50, 50, 50]);
    expect([50, 99, 150, 199].map((written) => batchAfter(log, written).upTo)).toEqual([100, 100, 200, 200]);
  });

  test("G5: what is shared is forgotten when it grows to much, and is right again", () => {
    const wire = memoryWire();
    const ring = ringOf(wire, wire.publishMany(300));
    const log = createWireLog(() => ring, NOTHING_OLDER);
    for (let written = 0; written < 300; written++) {
      expect(idsIn(String(batchAfter(log, written).chunk))[0]).toBe(`s${written + 1}`);
    }
  });

  test("I5: once the ring has changed, nothing of a withdrawn story is in what is written", () => {
    const wire = memoryWire();
    const ring = ringOf(wire, wire.publishMany(3, { headline: "Not so" }));
    const log = createWireLog(() => ring, NOTHING_OLDER);
    expect(walk(log, 0, "frame").texts).toContain("Not so");
    for (const id of ["s1", "s2", "s3"]) ring.append(wire.retract(id));
    log.forget();
    const { texts, end } = walk(log, 0, "frame");
    expect([texts.includes("Not so"), end]).toEqual([false, 6]);
  });

  test("R5: below the ring it reads older events, and waits while they are being read", () => {
    const wire = memoryWire();
    const events = wire.publishMany(30);
    const ring = ringOf(wire, events, 10);
    let older: Entry[] | null = null;
    const log = createWireLog(() => ring, { after: () => older });
    expect(log.after(3, "packet")).toBe("loading");
    older = events.slice(3, 20).map(entryOf);
    expect(batchAfter(log, 3, "packet")).toMatchObject({ upTo: 20 });
    expect(idsIn(walk(log, 3, "packet").texts)).toEqual(events.slice(3).map((_, i) => `s${i + 4}`));
  });

  test("R5: a number at or above the top has nothing after it", () => {
    const wire = memoryWire();
    const ring = ringOf(wire, wire.publishMany(3));
    const log = createWireLog(() => ring, NOTHING_OLDER);
    expect([3, 4, 1_000].map((written) => log.after(written, "frame"))).toEqual(["through", "through", "through"]);
  });
});

describe("a snapshot's log", () => {
  const entriesAt = (...seqs: number[]): Entry[] => {
    const events = memoryWire().publishMany(Math.max(0, ...seqs));
    return seqs.flatMap((seq) => events.slice(seq - 1, seq).map(entryOf));
  };

  test("C4: it has holes, rises, and is through at its top", () => {
    const log = createSnapshotLog(entriesAt(2, 5, 9), 12);
    const { texts, end } = walk(log, 0, "frame");
    expect([idsIn(texts), end]).toEqual([["s2", "s5", "s9"], 12]);
    expect(idsIn(walk(log, 5, "sse").texts)).toEqual(["s9"]);
    expect(walk(log, 10, "packet")).toMatchObject({ texts: "", end: 12 });
  });

  test("C4: of an empty paper it is through at once, of one without any news at its top", () => {
    expect(createSnapshotLog([], 0).after(0, "frame")).toBe("through");
    expect(batchAfter(createSnapshotLog([], 7), 0)).toEqual({ chunk: [], upTo: 7 });
  });

  test("G5: it is given in pieces of 64 KiB, and moves to its top only with the last", () => {
    const wire = memoryWire();
    const entries = wire.publishMany(100, { excerpt: "x".repeat(2_000) }).map(entryOf);
    const { texts, sizes, end } = walk(createSnapshotLog(entries, 130), 0, "frame");
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
    expect([idsIn(texts).length, end]).toEqual([100, 130]);
  });
});
