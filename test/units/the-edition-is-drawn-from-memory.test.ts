import { expect, test } from "vitest";
import { frontPage } from "../../core/news/front-page.ts";
import type { StoredStory } from "../../core/store/stories/stories.ts";
import { editionOf } from "../../server/paper/serving/edition.ts";
import { gate, settled } from "../support/wire/gate.ts";
import { eventIn, FIRST_EPOCH, LATER_EPOCH, type MemoryWire, memoryWire } from "../support/wire/memory-wire.ts";

const clock = { now: () => Date.UTC(2026, 10, 23, 9) };

/** An edition of this wire, over a store that a test can take away. */
function anEdition(wire: MemoryWire) {
  const store = { isAway: false, read: 0 };
  const edition = editionOf({
    clock,
    readEvents: async () => {
      const { epoch, top, events } = await wire.readAfter(0, 10_000);
      return { epoch, top, events: events.map(eventIn) };
    },
    readStory: async (id) => {
      store.read++;
      if (store.isAway) throw new Error("no database");
      return {
        id,
        rev: 1,
        status: "published",
        body: `Body of ${id}.`,
        byline: "",
        topics: [],
        related: [],
      } as unknown as StoredStory;
    },
  });
  return { edition, store };
}

test("R1: the edition follows the wire, and knows no event twice", async () => {
  const wire = memoryWire();
  wire.publishMany(3);
  const { edition } = anEdition(wire);
  await edition.load();
  expect(edition.fold()).toMatchObject({ epoch: FIRST_EPOCH, seq: 3 });
  const next = eventIn(wire.publish());
  edition.apply(next);
  const fold = edition.fold();
  edition.apply(next);
  expect(edition.fold()).toBe(fold);
  expect([fold.seq, fold.entries.size]).toEqual([4, 4]);
});

test("I2: what is heard while the edition is being read is not lost", async () => {
  const wire = memoryWire();
  wire.publishMany(2);
  const read = await wire.readAfter(0, 10);
  const door = gate();
  const edition = editionOf({
    clock,
    readEvents: async () => {
      await door.pass();
      return { epoch: read.epoch, top: read.top, events: read.events.map(eventIn) };
    },
    readStory: async () => null,
  });
  const loaded = edition.load();
  edition.apply(eventIn(wire.publish()));
  door.open();
  await loaded;
  expect(edition.fold()).toMatchObject({ seq: 3 });
  expect([...edition.fold().entries.keys()].sort()).toEqual(["s1", "s2", "s3"]);
});

test("I9: a later epoch replaces the edition", async () => {
  const wire = memoryWire();
  wire.publishMany(3);
  const { edition } = anEdition(wire);
  await edition.load();
  wire.cut(1, LATER_EPOCH);
  await edition.load();
  expect(edition.fold()).toMatchObject({ epoch: LATER_EPOCH, seq: 1 });
  expect(edition.fold().entries.size).toBe(1);
});

test("I9: an edition that a new epoch has outdated says so until the store could be read, and mixes nothing", async () => {
  const wire = memoryWire();
  wire.publishMany(3);
  let isAway = false;
  const edition = editionOf({
    ...{ clock, readStory: async () => null },
    readEvents: async () => {
      if (isAway) throw new Error("the store is away");
      const { epoch, top, events } = await wire.readNewest(100);
      return { epoch, top, events: events.map(eventIn) };
    },
  });
  await edition.load();
  expect(edition.isStale()).toBe(false);
  wire.cut(1, LATER_EPOCH);
  edition.outdate();
  isAway = true;
  await expect(edition.load()).rejects.toThrow("away");
  edition.apply(eventIn(wire.publish()));
  expect([edition.isStale(), edition.fold().epoch, edition.fold().entries.size]).toEqual([true, FIRST_EPOCH, 3]);
  isAway = false;
  await edition.load();
  expect([edition.isStale(), edition.fold().epoch, edition.fold().entries.size]).toEqual([false, LATER_EPOCH, 2]);
});

test("I10: the edition is bounded; its lead and what still breaks stay", async () => {
  const wire = memoryWire();
  const expiresAt = new Date(clock.now() + 60_000).toISOString();
  wire.publish({ lead: true });
  wire.publish({ urgency: "breaking", expiresAt });
  const { edition } = anEdition(wire);
  await edition.load();
  for (const event of wire.publishMany(900)) edition.apply(eventIn(event));
  const fold = edition.fold();
  expect(fold.entries.size).toBeLessThanOrEqual(502);
  const { lead, breaking } = frontPage(fold, clock.now());
  expect([lead?.story.id, breaking?.story.id]).toEqual(["s1", "s2"]);
});

test("R1: the lead's body is read once and stays while the database is away", async () => {
  const wire = memoryWire();
  wire.publish({ lead: true });
  const { edition, store } = anEdition(wire);
  await edition.load();
  await settled();
  store.isAway = true;
  const entry = edition.fold().entries.get("s1");
  if (!entry) throw new Error("no such story");
  expect(await edition.texts.of(entry)).toMatchObject({ bodyHtml: "<p>Body of s1.</p>" });
  expect(store.read).toBe(1);
  edition.apply(eventIn(wire.revise("s1", "update")));
  const updated = edition.fold().entries.get("s1");
  if (!updated) throw new Error("no such story");
  expect(await edition.texts.of(updated)).toBeNull();
});
