import fc from "fast-check";
import { expect, test } from "vitest";
import { receive } from "../../client/paper/live/feed.ts";
import { emptyFold, type Fold, isPublished } from "../../core/news/front-page.ts";
import type { EncodedEvent } from "../../core/news/wire-event.ts";
import { eventIn, FIRST_EPOCH, LATER_EPOCH, memoryWire } from "../support/wire/memory-wire.ts";

const empty = emptyFold(FIRST_EPOCH);

/** What a page draws of these events: story and revision, in order. */
function drawn(events: readonly EncodedEvent[], from: Fold = empty): { fold: Fold; drawings: string[] } {
  const drawings: string[] = [];
  let fold = from;
  for (const event of events) {
    const received = receive(fold, eventIn(event));
    fold = received.fold;
    if (received.changed) drawings.push(`${received.changed.story.id} rev ${received.changed.story.rev}`);
  }
  return { fold, drawings };
}

test("I3: no revision is drawn twice, and none below one that was drawn, however often connections overlap", () => {
  const overlaps = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }), overlaps, (acts, again) => {
      const wire = memoryWire();
      const said = acts.map((act, at) => (act === 0 || at === 0 ? wire.publish() : wire.revise("s1", "update")));
      const disturbed = said.flatMap((event, at) => [
        event,
        ...again.filter(([when]) => when === at).flatMap(([, from]) => said.slice(Math.min(from, at), at + 1)),
      ]);
      const once = drawn(said);
      expect(drawn(disturbed)).toEqual(once);
      expect(once.fold.seq).toBe(said.length);
      expect(new Set(once.drawings).size).toBe(once.drawings.length);
    }),
  );
});

test("I7: a retraction keeps its tombstone, whatever is said again of the story", () => {
  const wire = memoryWire();
  const first = wire.publish();
  const corrected = wire.revise("s1", "correction");
  const gone = wire.retract("s1");
  const { fold, drawings } = drawn([first, corrected, gone, corrected, first]);
  expect(drawings).toEqual(["s1 rev 1", "s1 rev 2", "s1 rev 3"]);
  expect(fold.entries.get("s1")?.story.status).toBe("retracted");
});

test("I4: the cursor never moves back under an overlap, and moves on with what changes nothing", () => {
  const wire = memoryWire();
  const [first, second] = [wire.publish(), wire.publish()];
  const issue = wire.announceIssue("one");
  const { fold, drawings } = drawn([first, second, first, issue]);
  expect(fold.seq).toBe(3);
  expect(drawings).toHaveLength(2);
});

test("I7: what was taken back before this page knew it is not drawn, nor told of", () => {
  const wire = memoryWire();
  const before = wire.publish();
  const gone = wire.retract("s1");
  expect(drawn([gone]).drawings).toEqual([]);
  expect(drawn([before, gone]).drawings).toEqual(["s1 rev 1", "s1 rev 2"]);
});

test("I9: a wire of a later epoch is believed from its first number on", () => {
  const wire = memoryWire();
  const { fold } = drawn([wire.publish(), wire.publish(), wire.revise("s1", "update")]);
  wire.cut(1, LATER_EPOCH);
  const restored = wire.revise("s1", "correction", { headline: "After the restore", rev: 2 });
  const after = drawn([restored], fold);
  expect(after.fold).toMatchObject({ epoch: LATER_EPOCH, seq: 2 });
  expect(after.drawings).toHaveLength(1);
});

test("R3: a page that is open for long forgets the oldest, and keeps its lead", () => {
  const wire = memoryWire();
  const { fold } = drawn([wire.publish({ lead: true }), ...wire.publishMany(600)]);
  expect(fold.entries.size).toBeLessThanOrEqual(250);
  expect(fold.entries.has("s1")).toBe(true);
  expect(fold.entries.has("s601")).toBe(true);
  expect([...fold.entries.values()].every(isPublished)).toBe(true);
});
