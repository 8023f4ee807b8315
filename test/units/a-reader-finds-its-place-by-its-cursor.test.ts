import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { formatCursor } from "../../core/news/cursor.ts";
import { followWire, type WireFollower } from "../../server/live/follow/follow-wire.ts";
import { findPlace, type JoinParts } from "../../server/live/follow/join-wire.ts";
import { createSnapshots } from "../../server/live/log/snapshots.ts";
import { createStorePages } from "../../server/live/log/store-pages.ts";
import { createWireLog } from "../../server/live/log/wire-log.ts";
import { eventsAfter, eventsQuery } from "../../server/live/read-events.ts";
import { FIRST_EPOCH, LATER_EPOCH, type MemoryWire, memoryWire } from "../support/wire/memory-wire.ts";

const opened: WireFollower[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((follower) => follower.close()));
  vi.useRealTimers();
});

interface Server extends JoinParts {
  store: MemoryWire;
  isStoreAway: boolean;
  /** `GET /v1/events`: the numbers in the answer. */
  asks(
    after: string | undefined,
    limit?: number,
  ): Promise<{ epoch: string; top: number; complete: boolean; seqs: number[] }>;
  place(sent: unknown): ReturnType<typeof findPlace>;
}

/** A server whose wire has so many events. */
async function openServer(count: number): Promise<Server> {
  const store = memoryWire();
  store.publishMany(count);
  async function asked<T>(page: Promise<T>): Promise<T> {
    if (server.isStoreAway) throw new Error("the store is away");
    return page;
  }
  const readAfter: MemoryWire["readAfter"] = (after, limit) => asked(store.readAfter(after, limit));
  const server = { store, isStoreAway: false } as Server;
  const wire = await followWire({
    readNewest: (limit) => asked(store.readNewest(limit)),
    readAfter,
    beginNewEpoch: store.beginNewEpoch,
    onEntry: () => {},
    onNewEpoch: () => {},
  });
  opened.push(wire);
  const wireLog = createWireLog(
    wire.ring,
    createStorePages(readAfter, () => {}),
  );
  const snapshots = createSnapshots(() => asked(store.readNewest(100)));
  return Object.assign(server, {
    ...{ wire, wireLog, snapshots },
    place: (sent: unknown) => findPlace({ wire, wireLog, snapshots }, sent),
    asks: async (after: string | undefined, limit = 100) => {
      const { events, ...head } = await eventsAfter({ wire, readAfter }, after, limit);
      return { ...head, seqs: events.map((json) => (JSON.parse(json) as { seq: number }).seq) };
    },
  });
}

const at = (seq: number, epoch = FIRST_EPOCH): string => formatCursor({ epoch, seq });

describe("a reader's place", () => {
  test("C2: without a cursor it is the top: nothing is replayed", async () => {
    const { place } = await openServer(10);
    for (const none of [undefined, null]) {
      expect(await place(none)).toMatchObject({
        mode: "live",
        complete: true,
        epoch: FIRST_EPOCH,
        top: 10,
        written: 10,
      });
    }
  });

  test("C3: with a cursor it is the cursor, as far as 2,000 events back", async () => {
    const { place } = await openServer(2_600);
    for (const seq of [600, 1_700, 2_600]) {
      expect(await place(at(seq))).toMatchObject({ mode: "resume", complete: true, top: 2_600, written: seq });
    }
  });

  test("C4: further behind, of another epoch, or of no form it is a snapshot, which says that it is not complete", async () => {
    const { place, wireLog } = await openServer(2_600);
    for (const sent of [
      at(599),
      at(0),
      at(5, "000000000000"),
      at(5, "zzzzzzzzzzzz"),
      "garbage",
      "",
      7,
      {},
      [at(5)],
      true,
    ]) {
      const { log, ...told } = await place(sent);
      expect(told, String(sent)).toMatchObject({ mode: "snapshot", complete: false, epoch: FIRST_EPOCH, top: 2_600 });
      expect(log).not.toBe(wireLog);
    }
  });

  test("C4: a snapshot gives a reader that was here only what is after its cursor, anybody else all of it", async () => {
    const { place } = await openServer(2_600);
    expect((await place(at(7))).written).toBe(7);
    expect((await place(at(7, "000000000000"))).written).toBe(0);
    expect((await place("garbage")).written).toBe(0);
  });

  test("R5: a cursor beyond the top may come from a server that has heard more: the store is asked first", async () => {
    const { place, store } = await openServer(10);
    store.publishMany(5);
    expect(await place(at(13))).toMatchObject({ mode: "resume", complete: true, top: 15, written: 13 });
    expect(await place(at(99))).toMatchObject({ mode: "snapshot", complete: false, top: 15, written: 0 });
  });

  test("R5: a cursor of a later epoch may come from a server that knows it already", async () => {
    const { place, store } = await openServer(10);
    store.cut(8, LATER_EPOCH);
    store.publish();
    expect(await place(at(8, LATER_EPOCH))).toMatchObject({ mode: "resume", epoch: LATER_EPOCH, top: 9, written: 8 });
  });

  test("I8: a reader is told nothing rather than something false while the store is away", async () => {
    const server = await openServer(10);
    server.isStoreAway = true;
    await expect(server.place(at(11))).rejects.toThrow("away");
    await expect(server.place("garbage")).rejects.toThrow("away");
    expect(await server.place(at(3))).toMatchObject({ mode: "resume", written: 3 });
    expect(await server.place(undefined)).toMatchObject({ mode: "live" });
  });
});

describe("the events API", () => {
  test("X1: gives what follows a cursor, from memory or from the store alike", async () => {
    const { asks } = await openServer(2_600);
    for (const from of [0, 550, 599, 600, 601, 2_550]) {
      const { seqs, ...head } = await asks(at(from), 50);
      expect(head).toEqual({ epoch: FIRST_EPOCH, top: 2_600, complete: true });
      expect(seqs).toEqual(Array.from({ length: 50 }, (_, i) => from + 1 + i));
    }
    expect(await asks(at(2_600))).toMatchObject({ complete: true, seqs: [] });
  });

  test("X1: gives the newest without a cursor, and all there are if they are few", async () => {
    expect((await (await openServer(2_600)).asks(undefined, 3)).seqs).toEqual([2_598, 2_599, 2_600]);
    expect(await (await openServer(2)).asks(undefined)).toMatchObject({ complete: true, seqs: [1, 2] });
    expect(await (await openServer(0)).asks(undefined)).toMatchObject({ top: 0, complete: true, seqs: [] });
  });

  test("I8: of a cursor of another epoch or above the top it proves nothing: it gives the newest and says so", async () => {
    const { asks } = await openServer(10);
    for (const after of [at(11), at(3, "000000000000"), at(3, "zzzzzzzzzzzz")]) {
      expect(await asks(after, 4)).toMatchObject({ top: 10, complete: false, seqs: [7, 8, 9, 10] });
    }
  });

  test("X1: answers from memory while the store is away", async () => {
    const server = await openServer(10);
    server.isStoreAway = true;
    expect(await server.asks(at(4))).toMatchObject({ complete: true, seqs: [5, 6, 7, 8, 9, 10] });
    expect(await server.asks(at(99), 1)).toMatchObject({ complete: false, seqs: [10] });
  });

  test("R5: asks the store before it calls a cursor beyond the top false", async () => {
    const { asks, store } = await openServer(10);
    store.publishMany(3);
    expect(await asks(at(12))).toMatchObject({ top: 13, complete: true, seqs: [13] });
  });

  test("X1: takes a limit from 1 to 500 and a cursor, and nothing else", () => {
    const taken = [{}, { limit: "1" }, { limit: "500" }, { after: at(3) }];
    const refused = [
      { limit: "0" },
      { limit: "501" },
      { limit: "x" },
      { after: "x" },
      { after: [at(3), at(4)] },
      { afetr: at(3) },
    ];
    expect(taken.map((query) => eventsQuery.safeParse(query).success)).toEqual(taken.map(() => true));
    expect(refused.map((query) => eventsQuery.safeParse(query).success)).toEqual(refused.map(() => false));
  });
});
