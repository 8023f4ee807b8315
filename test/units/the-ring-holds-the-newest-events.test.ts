import fc from "fast-check";
import { expect, test } from "vitest";
import { isHeadline, withdraw } from "../../core/news/wire-event.ts";
import { createRing, type Entry, entryOf, retractionIn } from "../../server/live/log/ring.ts";
import { bytesOf } from "../../server/live/out/encodings.ts";
import { eventIn, FIRST_EPOCH, memoryWire } from "../support/wire/memory-wire.ts";

const HEAD = { epoch: FIRST_EPOCH, top: 0 };
const seqsOf = (entries: Entry[]): number[] => entries.map(({ seq }) => seq);
const jsonsOf = (entries: Entry[]): string[] => entries.map(({ message }) => message.json);

test("R5: the ring holds the newest events, as many as it has room for, and knows where they begin", () => {
  const wire = memoryWire();
  const ring = createRing(HEAD, 5);
  expect([ring.floor, ring.top]).toEqual([0, 0]);
  for (const event of wire.publishMany(3)) ring.append(event);
  expect([ring.floor, ring.top, ...seqsOf(ring.between(0, 3))]).toEqual([0, 3, 1, 2, 3]);
  for (const event of wire.publishMany(9)) ring.append(event);
  expect([ring.floor, ring.top, ...seqsOf(ring.between(7, 12))]).toEqual([7, 12, 8, 9, 10, 11, 12]);
  expect(ring.between(12, 12)).toEqual([]);
});

test("R5: what lies below the floor is never given, not even another event in its place", () => {
  const ring = createRing(HEAD, 5);
  for (const event of memoryWire().publishMany(12)) ring.append(event);
  expect(() => ring.between(6, 12)).toThrow(RangeError);
  expect(() => ring.between(0, 1)).toThrow(RangeError);
  expect(() => ring.between(7, 13)).toThrow(RangeError);
});

test("R5: a ring that begins in the middle of the wire has its floor there", () => {
  const wire = memoryWire();
  wire.publishMany(100);
  const ring = createRing({ epoch: FIRST_EPOCH, top: 100 }, 5);
  for (const event of wire.publishMany(2)) ring.append(event);
  expect([ring.floor, ...seqsOf(ring.between(100, 102))]).toEqual([100, 101, 102]);
});

test("I4: an event that is not the next is refused", () => {
  const [first, second, third] = memoryWire().publishMany(3);
  const ring = createRing(HEAD);
  if (!first || !second || !third) throw new Error("three were published");
  expect(() => ring.append(second)).toThrow(RangeError);
  ring.append(first);
  expect(() => ring.append(first)).toThrow(RangeError);
  expect(() => ring.append(third)).toThrow(RangeError);
  expect(ring.append(second).seq).toBe(2);
});

test("I5: after any day of the wire the ring says byte for byte what the store's log says", async () => {
  const aDay = fc.array(fc.tuple(fc.nat(3), fc.nat(20)), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(aDay, fc.integer({ min: 1, max: 20 }), async (acts, capacity) => {
      const wire = memoryWire();
      const ring = createRing(HEAD, capacity);
      const alive: string[] = [];
      for (const [what, which] of acts) {
        const at = which % Math.max(1, alive.length);
        const id = alive[at];
        if (id === undefined || what < 2) {
          ring.append(wire.publish());
          alive.push(`s${wire.top}`);
        } else if (what === 2) ring.append(wire.revise(id, "correction", { note: "A figure was wrong." }));
        else {
          ring.append(wire.retract(id));
          alive.splice(at, 1);
        }
      }
      const { events } = await wire.readAfter(ring.floor, capacity);
      const held = ring.between(ring.floor, ring.top);
      expect(jsonsOf(held)).toEqual(events.map(({ json }) => json));
      expect(held.map(({ message }) => bytesOf(message, "frame"))).toEqual(
        events.map((event) => bytesOf(entryOf(event).message, "frame")),
      );
    }),
  );
});

test("I5: forms that were made before a retraction are made anew", () => {
  const wire = memoryWire();
  const ring = createRing(HEAD);
  const { message } = ring.append(wire.publish({ headline: "Not so" }));
  expect(String(bytesOf(message, "frame"))).toContain("Not so");
  ring.append(wire.retract("s1"));
  const [stub] = ring.between(0, 1);
  for (const form of ["frame", "sse"] as const)
    expect(String(stub && bytesOf(stub.message, form))).not.toContain("Not so");
});

test("I5: a retraction leaves the other stories and the newsletters alone", () => {
  const wire = memoryWire();
  const ring = createRing(HEAD);
  const others = [wire.publish(), wire.announceIssue("i")];
  for (const event of [...others, wire.publish(), wire.retract("s3")]) ring.append(event);
  expect(jsonsOf(ring.between(0, 2))).toEqual(others.map(({ json }) => json));
});

test("I5: a withdrawn event has the number and time of what it was, and no text of it", () => {
  const wire = memoryWire();
  const event = eventIn(wire.publish({ headline: "Secret", standfirst: "Secret", excerpt: "Secret", note: "Secret" }));
  if (!isHeadline(event)) throw new Error("it is one");
  const stub = withdraw(event, "http://localhost:3000/story/s1/retracted");
  expect(Object.keys(stub)).toEqual(["epoch", "seq", "at", "kind", "story"]);
  expect(stub).toEqual({
    ...{ epoch: event.epoch, seq: 1, at: event.at, kind: "withdrawn" },
    story: { id: "s1", rev: 1, status: "retracted", url: "http://localhost:3000/story/s1/retracted" },
  });
  expect(JSON.stringify(stub)).not.toContain("Secret");
});

test("I5: only a retraction itself reaches back, not what it has withdrawn", () => {
  const wire = memoryWire();
  const kinds = [wire.publish(), wire.revise("s1", "correction"), wire.retract("s1"), wire.announceIssue("i")];
  expect(kinds.map((event) => retractionIn(entryOf(event))?.kind)).toEqual([
    undefined,
    undefined,
    "retraction",
    undefined,
  ]);
});

test("X2: an event's id is its cursor, its name what it tells of", () => {
  const wire = memoryWire();
  const entries = [entryOf(wire.publish()), entryOf(wire.announceIssue("i"))];
  expect(entries.map(({ message }) => [message.name, message.id])).toEqual([
    ["headline", `${FIRST_EPOCH}:1`],
    ["newsletter", `${FIRST_EPOCH}:2`],
  ]);
});
