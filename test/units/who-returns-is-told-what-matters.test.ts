import fc from "fast-check";
import { expect, test } from "vitest";
import { whileAway } from "../../core/news/while-away.ts";
import type { EncodedEvent, PublishedStory } from "../../core/news/wire-event.ts";
import { eventIn, type MemoryWire, memoryWire } from "../support/wire/memory-wire.ts";

const knowsNothing = () => undefined;
const told = (events: readonly EncodedEvent[], knows: (id: string) => number | undefined = knowsNothing) =>
  whileAway(events.map(eventIn), knows).map(({ event, what }) => `${event.story.id} ${what}`);

test("R6: the most urgent comes first, then what was put right, then the newest; three at most", () => {
  const wire = memoryWire();
  wire.publishMany(2);
  const since = [
    wire.publish({ urgency: "flash" }),
    wire.revise("s1", "correction"),
    wire.publish({ urgency: "breaking" }),
    wire.publish(),
  ];
  expect(told(since)).toEqual(["s3 new", "s5 new", "s1 corrected"]);
  expect(told(since.slice(1))).toEqual(["s5 new", "s1 corrected", "s6 new"]);
  expect(told([])).toEqual([]);
});

test("R6: a story counts once, as it is now, for the gravest that happened to it", () => {
  const wire = memoryWire();
  wire.publishMany(3);
  const corrected = [wire.revise("s1", "correction"), wire.revise("s1", "update", { headline: "As it is now" })];
  const others = [wire.revise("s2", "update"), wire.revise("s3", "label", { verification: "unconfirmed" })];
  expect(told([...corrected, ...others])).toEqual(["s1 corrected", "s3 unconfirmed", "s2 updated"]);
  const [first] = whileAway(corrected.map(eventIn), knowsNothing);
  expect(first?.event.story).toMatchObject({ headline: "As it is now" });
});

test("R6: what the reader has seen elsewhere is not told again, nor what came and went", () => {
  const wire = memoryWire();
  const seen = wire.publish();
  const newStory = wire.publish();
  const revised = wire.revise("s1", "correction");
  expect(told([seen, newStory, revised], (id) => (id === "s1" ? 2 : undefined))).toEqual(["s2 new"]);
  const gone = wire.retract("s2", "A rumour.");
  expect(told([newStory, gone])).toEqual([]);
  expect(told([wire.retract("s1", "A rumour, too.")], (id) => (id === "s1" ? 2 : undefined))).toEqual([
    "s1 taken back",
  ]);
});

/** What each act does is chosen by its two numbers. */
function play(wire: MemoryWire, acts: readonly [what: number, which: number][]): void {
  const alive: string[] = [];
  for (const [what, which] of acts) {
    const id = alive[which % Math.max(1, alive.length)];
    if (id === undefined || what < 4) {
      const urgency = what === 0 ? "flash" : what === 1 ? "breaking" : "routine";
      alive.push((eventIn(wire.publish({ urgency })) as { story: PublishedStory }).story.id);
    } else if (what === 4) {
      wire.retract(id);
      alive.splice(alive.indexOf(id), 1);
    } else if (what === 5) wire.announceIssue(`issue ${which}`);
    else wire.revise(id, what % 2 ? "update" : "correction");
  }
}

const aDay = fc.array(fc.tuple(fc.nat(8), fc.nat(30)), { minLength: 1, maxLength: 40 });

test("R6: the same part of the wire tells everybody the same, however it was read", async () => {
  await fc.assert(
    fc.asyncProperty(aDay, fc.nat(40), fc.infiniteStream(fc.nat()), async (acts, after, shuffle) => {
      const wire = memoryWire();
      play(wire, acts);
      const { events } = await wire.readAfter(Math.min(after, wire.top), 100);
      const again = [...events, ...events]
        .map((event) => ({ event, at: shuffle.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event);
      expect(told(again)).toEqual(told(events));
      expect(told(events).length).toBeLessThanOrEqual(3);
    }),
  );
});

test("R6, I7: nothing that was left out weighs more than what is told, and no text of a story that is gone is", async () => {
  await fc.assert(
    fc.asyncProperty(aDay, fc.nat(40), async (acts, after) => {
      const wire = memoryWire();
      play(wire, acts);
      const { events } = await wire.readAfter(Math.min(after, wire.top), 100);
      const all = whileAway(events.map(eventIn), () => undefined, Number.POSITIVE_INFINITY);
      const weights = all.map(({ event, what }) => {
        const { urgency } = event.story as PublishedStory;
        return ["routine", "breaking", "flash"].indexOf(urgency) * 1e6 + Number(what === "corrected") * 1e5 + event.seq;
      });
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
      expect(new Set(all.map(({ event }) => event.story.id)).size).toBe(all.length);
      const { events: log } = await wire.readAfter(0, 100);
      const gone = new Set(
        log
          .map(eventIn)
          .flatMap((event) => ("story" in event && event.story.status === "retracted" ? [event.story.id] : [])),
      );
      expect(all.filter(({ event }) => gone.has(event.story.id))).toEqual([]);
    }),
  );
});
