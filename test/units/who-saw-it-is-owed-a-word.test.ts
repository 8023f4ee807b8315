import fc from "fast-check";
import { expect, test } from "vitest";
import { type OwedStories, owedAfter } from "../../client/paper/device/owed.ts";
import { withSightings } from "../../client/paper/device/shown-stories.ts";
import type { EncodedEvent } from "../../core/news/wire-event.ts";
import { eventIn, memoryWire } from "../support/wire/memory-wire.ts";

const owedBy = (events: readonly EncodedEvent[], knows: Record<string, number>): OwedStories =>
  events.map(eventIn).reduce((owed, event) => owedAfter(owed, event, (id) => knows[id]), new Map() as OwedStories);

test("R8: a correction is owed to whoever knows an older revision, and to nobody else", () => {
  const wire = memoryWire();
  wire.publishMany(3);
  const events = [
    wire.revise("s1", "correction", { note: "A number.", headline: "Right" }),
    wire.revise("s2", "correction", { note: "Another." }),
    wire.revise("s3", "update", { note: "More of it." }),
  ];
  const owed = owedBy(events, { s1: 1, s3: 1 });
  expect([...owed.keys()]).toEqual(["s1"]);
  expect(owed.get("s1")).toMatchObject({ rev: 2, headline: "Right", notes: ["A number."] });
  expect(owedBy(events, { s1: 2, s2: 3, s3: 1 }).size).toBe(0);
});

test("R8: several corrections of a story are one word, which says what changed and how it reads now", () => {
  const wire = memoryWire();
  wire.publish();
  const events = [
    wire.revise("s1", "correction", { note: "First." }),
    wire.revise("s1", "correction", { note: "Second." }),
    wire.revise("s1", "update", { headline: "As it reads now", note: "More of it." }),
  ];
  expect(owedBy(events, { s1: 1 }).get("s1")).toMatchObject({
    ...{ rev: 4, headline: "As it reads now", notes: ["First.", "Second."] },
  });
});

test("R8, I7: of a story that was taken back nothing is left but that, and why", () => {
  const wire = memoryWire();
  wire.publish({ headline: "Secret" });
  const corrected = wire.revise("s1", "correction", { note: "A secret note." });
  const gone = wire.retract("s1", "None of it was so.");
  const owed = owedBy([corrected, gone], { s1: 1 });
  expect(owed.get("s1")).toMatchObject({ rev: 3, headline: null, notes: ["None of it was so."] });
  expect(JSON.stringify([...owed])).not.toMatch(/secret/i);
});

test("R8: whatever is heard again, or late, owes nothing more", () => {
  const acts = fc.array(fc.constantFrom("correction", "update", "label"), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(acts, fc.nat(8), (kinds, known) => {
      const wire = memoryWire();
      wire.publish();
      const events = (kinds as ("correction" | "update" | "label")[]).map((kind) =>
        wire.revise("s1", kind, { note: kind }),
      );
      const knows: Record<string, number> = known > 0 ? { s1: known } : {};
      const once = owedBy(events, knows);
      expect(owedBy([...events, ...events], knows)).toEqual(once);
      const isCorrectedSince = kinds.some((kind, at) => kind === "correction" && at + 2 > known);
      expect(once.size).toBe(known > 0 && isCorrectedSince ? 1 : 0);
    }),
  );
});

test("R8: the device's memory is bounded, never falls, and keeps what was seen last", () => {
  const sighting = fc.record({
    id: fc.constantFrom("a", "b", "c"),
    rev: fc.integer({ min: 1, max: 9 }),
    isKnown: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
      for (const [at] of sightings.entries()) {
        const before = withSightings({}, sightings.slice(0, at));
        const after = withSightings({}, sightings.slice(0, at + 1));
        for (const [id, [shown, known]] of Object.entries(before)) {
          expect(after[id]?.[0]).toBeGreaterThanOrEqual(shown);
          expect(after[id]?.[1]).toBeGreaterThanOrEqual(known);
        }
      }
    }),
  );
  const many = Array.from({ length: 1_000 }, (_, number) => ({ id: `s${number}`, rev: 1, isKnown: true }));
  const kept = Object.keys(withSightings({}, many));
  expect([kept.length, kept.at(-1)]).toEqual([400, "s999"]);
});
