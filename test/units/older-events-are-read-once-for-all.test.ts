import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RetractedEvent, WirePage } from "../../core/news/wire-event.ts";
import type { Entry } from "../../server/live/log/ring.ts";
import { createSnapshots } from "../../server/live/log/snapshots.ts";
import { createStorePages, type StorePages } from "../../server/live/log/store-pages.ts";
import { gate, settled } from "../support/wire/gate.ts";
import { eventIn, memoryWire } from "../support/wire/memory-wire.ts";

const seqsOf = (entries: Entry[] | null): number[] | null => entries?.map(({ seq }) => seq) ?? null;
const upFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
const away = new Error("the store is away");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store of so many events; each reading of it waits at the gate, before or after it has looked. */
function openStore(count: number) {
  const wire = memoryWire();
  wire.publishMany(count, { headline: "Not so" });
  const store = gate();
  const reads: [after: number, limit: number][] = [];
  let loads = 0;
  const pages = createStorePages(
    async (after, limit) => {
      reads.push([after, limit]);
      const page = wire.readAfter(after, limit);
      await store.pass();
      return page;
    },
    () => {
      loads++;
    },
  );
  return { wire, store, reads, pages, loads: () => loads };
}

async function loaded(pages: StorePages, store: { open(): void }, written: number): Promise<Entry[]> {
  if (pages.after(written) === null) {
    store.open();
    await settled();
  }
  return pages.after(written) ?? [];
}

describe("pages of the store", () => {
  test("R5: readers who ask for the same page are one query, and are woken when it has come", async () => {
    const { pages, store, reads, loads } = openStore(500);
    expect([100, 117, 199].map((written) => pages.after(written))).toEqual([null, null, null]);
    expect([reads, loads()]).toEqual([[[100, 100]], 0]);
    store.open();
    await settled();
    expect(loads()).toBe(1);
    expect(seqsOf(pages.after(100))).toEqual(upFrom(101, 100));
    expect(seqsOf(pages.after(117))).toEqual(upFrom(118, 83));
    expect(seqsOf(pages.after(199))).toEqual([200]);
    expect(reads).toHaveLength(1);
  });

  test("R5: page follows page without a hole", async () => {
    const { pages, store } = openStore(350);
    const seqs: number[] = [];
    for (let written = 37; written < 350; written = seqs.at(-1) ?? 350) {
      seqs.push(...(seqsOf(await loaded(pages, store, written)) ?? []));
    }
    expect(seqs).toEqual(upFrom(38, 313));
  });

  test("R5: a page that was read before it was full is read again", async () => {
    const { pages, store, wire, reads } = openStore(150);
    expect(seqsOf(await loaded(pages, store, 100))).toEqual(upFrom(101, 50));
    wire.publishMany(50);
    expect(pages.after(150)).toBeNull();
    store.open();
    await settled();
    expect([seqsOf(pages.after(150)), reads.length]).toEqual([upFrom(151, 50), 2]);
  });

  test("R5: a store that is away is asked again after half a second, not at once", async () => {
    const { pages, store, reads, loads } = openStore(100);
    pages.after(0);
    store.open(away);
    await vi.advanceTimersByTimeAsync(499);
    expect([pages.after(0), reads.length, loads()]).toEqual([null, 1, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(loads()).toBe(1);
    expect(await loaded(pages, store, 0)).toHaveLength(100);
  });

  test("I5: after a retraction nothing that was read before it is given", async () => {
    const { pages, store, wire } = openStore(100);
    expect((await loaded(pages, store, 0))[0]?.message.json).toContain("Not so");
    wire.retract("s1");
    pages.forget();
    const [stub] = await loaded(pages, store, 0);
    expect(stub?.event).toMatchObject({ seq: 1, kind: "withdrawn" });
  });

  test("I5: a page that was being read when a retraction came is read again, never given", async () => {
    const { pages, store, wire, reads } = openStore(100);
    pages.after(0);
    wire.retract("s1");
    pages.forget();
    store.open();
    await settled();
    expect([pages.after(0), reads.length]).toEqual([null, 2]);
    store.open();
    await settled();
    expect(pages.after(0)?.[0]?.message.json).not.toContain("Not so");
  });

  test("I5: a reading that fails after a retraction does not undo the reading that followed it", async () => {
    const { pages, store } = openStore(100);
    pages.after(0);
    pages.forget();
    pages.after(0);
    store.open(away);
    store.open();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pages.after(0)).toHaveLength(100);
  });

  test("I2: readers at more places than pages are kept all get on", async () => {
    const wire = memoryWire();
    const readers = upFrom(0, 60).map((i) => i * 100);
    wire.publishMany(60 * 100);
    const pages = createStorePages(wire.readAfter, () => {});
    const got = new Set<number>();
    for (let pass = 0; pass < 60 && got.size < readers.length; pass++) {
      for (const written of readers) if (!got.has(written) && pages.after(written)) got.add(written);
      await settled();
    }
    expect(got.size).toBe(readers.length);
  });
});

describe("snapshots", () => {
  function openSnapshots() {
    const wire = memoryWire();
    const store = gate();
    const snapshots = createSnapshots(async (): Promise<WirePage> => {
      const page = await wire.readNewest(100);
      await store.pass();
      return page;
    });
    return { wire, store, snapshots };
  }

  test("C4: readers who need the same snapshot are one query", async () => {
    const { wire, store, snapshots } = openSnapshots();
    wire.publishMany(3);
    const taking = [snapshots.take(), snapshots.take()];
    await settled();
    store.open();
    const [one, two] = await Promise.all(taking);
    expect(one).toBe(two);
    expect(await snapshots.take()).toBe(one);
    expect([store.asked, one?.epoch, one?.top]).toEqual([1, wire.epoch, 3]);
  });

  test("C4: once the wire has moved the next reader gets a new one", async () => {
    const { wire, store, snapshots } = openSnapshots();
    const before = snapshots.take();
    await settled();
    wire.publish();
    snapshots.forget();
    const after = snapshots.take();
    await settled();
    store.open();
    store.open();
    expect([(await before).top, (await after).top]).toEqual([0, 1]);
  });

  test("I7: a retraction reaches a snapshot that a slow reader is in the middle of, and one that is being read", async () => {
    const { wire, store, snapshots } = openSnapshots();
    wire.publishMany(3);
    const early = snapshots.take();
    await settled();
    store.open();
    const { log, top } = await early;
    snapshots.forget();
    const late = snapshots.take(); // the store has answered it, and the answer is on its way
    await settled();
    const retraction = eventIn(wire.retract("s2")) as RetractedEvent;
    snapshots.forget(retraction);
    store.open();
    for (const snapshot of [log, (await late).log]) {
      const batch = snapshot.after(1, "sse");
      if (typeof batch === "string") throw new Error(batch);
      expect(batch.upTo).toBe(top);
      const told = String(batch.chunk);
      expect(told).toContain('"kind":"withdrawn"');
      expect(told).toContain("Headline of s3");
      expect(told).not.toContain("Headline of s2");
    }
  });

  test("C4: a store that is away is asked again by the next reader", async () => {
    const { store, snapshots } = openSnapshots();
    const failing = snapshots.take();
    await settled();
    store.open(away);
    await expect(failing).rejects.toThrow("away");
    const next = snapshots.take();
    await settled();
    store.open();
    expect((await next).top).toBe(0);
  });

  test("C4: a reading that fails late does not take away the one that followed it", async () => {
    const { store, snapshots } = openSnapshots();
    const failing = snapshots.take();
    snapshots.forget();
    const next = snapshots.take();
    await settled();
    store.open(away);
    store.open();
    await expect(failing).rejects.toThrow("away");
    expect(await snapshots.take()).toBe(await next);
  });
});
