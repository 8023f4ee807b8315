import { expect, test } from "vitest";
import { queueAfter, type Utterance } from "../../client/paper/listen/live-queue.ts";
import type { EncodedEvent, HeadlineEvent } from "../../core/news/wire-event.ts";
import { eventIn, memoryWire } from "../support/wire/memory-wire.ts";

const nameOf = (section: string) => section.toUpperCase();
const queued = (events: readonly EncodedEvent[], read: readonly string[] = []) =>
  events
    .map((event) => eventIn(event) as HeadlineEvent)
    .reduce<Utterance[]>((queue, event) => queueAfter(queue, event, (id) => read.includes(id), nameOf), [])
    .map(({ words }) => words);

test("R10: corrections are read before the news that waits, in their own order", () => {
  const wire = memoryWire();
  wire.publishMany(2, { headline: "Old" });
  const events = [
    wire.publish({ headline: "New", section: "uk" }),
    wire.revise("s1", "correction", { note: "First." }),
    wire.publish({ headline: "Alarm!", urgency: "flash", verification: "unconfirmed" }),
    wire.revise("s2", "correction", { note: "Second." }),
    wire.revise("s2", "update", { note: "No matter." }),
  ];
  expect(queued(events)).toEqual([
    ...["Correction. Old. First.", "Correction. Old. Second.", "UK. New.", "Breaking, unconfirmed. Alarm!"],
  ]);
});

test("R10, I7: what waits is brought up to date, and what is taken back is never heard", () => {
  const wire = memoryWire();
  const events = [
    wire.publish({ headline: "Frist", section: "uk" }),
    wire.publish({ headline: "Gone" }),
    wire.revise("s1", "correction", { headline: "First", note: "A letter." }),
    wire.retract("s2", "Not so."),
  ];
  expect(queued(events)).toEqual(["UK. First."]);
  expect(queued([events[3] as EncodedEvent], ["s2"])).toEqual(["A story that was read here was taken back. Not so."]);
});

test("R10: of a long queue the oldest news goes, corrections stay", () => {
  const wire = memoryWire();
  wire.publish({ headline: "Old" });
  const correction = wire.revise("s1", "correction", { note: "A note." });
  const words = queued([correction, ...wire.publishMany(50, { section: "uk" })]);
  expect(words).toHaveLength(20);
  expect(words[0]).toBe("Correction. Old. A note.");
});
