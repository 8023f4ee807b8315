import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyFold, type Fold, foldEvent, frontPage } from "../../core/news/front-page.ts";
import type { EncodedEvent, PublishedStory } from "../../core/news/wire-event.ts";
import { eventIn, FIRST_EPOCH, LATER_EPOCH, type MemoryWire, memoryWire } from "../support/wire/memory-wire.ts";

const folded = (events: readonly EncodedEvent[], from: Fold = emptyFold(FIRST_EPOCH)): Fold =>
  events.map(eventIn).reduce(foldEvent, from);
const idOf = (event: EncodedEvent): string => (eventIn(event) as { story: PublishedStory }).story.id;
const idsOf = (entries: { story: { id: string } }[]): string[] => entries.map(({ story }) => story.id);
const NOW = Date.UTC(2026, 10, 23, 10);
const minutesFromNow = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

/** A newsroom's day: what each act does is chosen by its two numbers. Returns the events as they went out. */
function playDay(wire: MemoryWire, acts: readonly [what: number, which: number][]): EncodedEvent[] {
  const alive: string[] = [];
  return acts.map(([what, which]) => {
    const at = which % Math.max(1, alive.length);
    const id = alive[at];
    if (id === undefined || what < 3) {
      const urgency = what === 2 ? "breaking" : "routine";
      const published = wire.publish({
        lead: what === 1,
        urgency,
        ...(what === 2 && { expiresAt: minutesFromNow(5) }),
      });
      alive.push(idOf(published));
      return published;
    }
    if (what === 3) return wire.announceIssue(`issue ${which}`);
    if (what === 4) return wire.retract(alive.splice(at, 1)[0] ?? id);
    return wire.revise(id, what % 2 ? "update" : "correction", { headline: `Said again ${which}` });
  });
}

const aDay = fc.array(fc.tuple(fc.nat(7), fc.nat(30)), { minLength: 1, maxLength: 40 });

describe("the fold", () => {
  test("I3: repeats and events that come late change nothing: what was said in order stands", () => {
    fc.assert(
      fc.property(aDay, fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 40 }), (acts, echoes) => {
        const said = playDay(memoryWire(), acts);
        const disturbed = said.flatMap((event, i) => [
          event,
          ...echoes.filter(([at]) => at === i).map(([, earlier]) => said[Math.min(earlier, i)] ?? event),
        ]);
        expect(folded(disturbed)).toEqual(folded(said));
        expect(folded([...said, ...said])).toEqual(folded(said));
      }),
    );
  });

  test("R1: who reads the log later has the same page as who was there, from wherever it read on", async () => {
    await fc.assert(
      fc.asyncProperty(aDay, fc.nat(40), async (acts, heardUpTo) => {
        const wire = memoryWire();
        const said = playDay(wire, acts);
        const { events } = await wire.readAfter(0, said.length);
        const heardThenRead = [...said.slice(0, heardUpTo), ...events.slice(heardUpTo)];
        expect(folded(events)).toEqual(folded(said));
        expect(folded(heardThenRead)).toEqual(folded(said));
      }),
    );
  });

  test("R1: an event gives a new fold and leaves the one before as it was", () => {
    const wire = memoryWire();
    const before = folded(wire.publishMany(2));
    const copy = structuredClone({ ...before, entries: [...before.entries] });
    folded([wire.revise("s1", "update"), wire.retract("s2"), wire.publish()], before);
    expect({ ...before, entries: [...before.entries] }).toEqual(copy);
  });

  test("I7: no lower revision ever comes back over a higher one, nor a text over a retraction", () => {
    const wire = memoryWire();
    const first = wire.publish();
    const corrected = wire.revise("s1", "correction", { headline: "As it was" });
    expect(folded([first, corrected, first]).entries.get("s1")?.story).toMatchObject({ rev: 2, headline: "As it was" });
    const gone = wire.retract("s1");
    const { story } = folded([first, corrected, gone, corrected, first]).entries.get("s1") ?? {};
    expect(story).toEqual({ id: "s1", rev: 3, status: "retracted", url: expect.any(String), note: "It was not so." });
  });

  test("I9: a later epoch is believed whatever the revision, an earlier one no more", () => {
    const wire = memoryWire();
    const early = [wire.publish(), wire.revise("s1", "update"), wire.revise("s1", "update", { headline: "Lost" })];
    wire.cut(1, LATER_EPOCH);
    const later = wire.revise("s1", "correction", { headline: "Kept" });
    const after = folded([...early, { ...later, json: later.json.replace('"rev":4', '"rev":2') }]);
    expect(after.epoch).toBe(LATER_EPOCH);
    expect(after.entries.get("s1")).toMatchObject({ epoch: LATER_EPOCH, story: { rev: 2, headline: "Kept" } });
    expect(folded(early, after)).toEqual(after);
  });

  test("R1: an issue of a newsletter moves the number and nothing else", () => {
    const wire = memoryWire();
    const before = folded([wire.publish()]);
    expect(folded([wire.announceIssue("i")], before)).toEqual({ ...before, seq: 2 });
  });
});

describe("the front page", () => {
  test("R1: Latest is by first publication, newest first; an update stays in its place", () => {
    const wire = memoryWire();
    const events = [...wire.publishMany(3), wire.revise("s1", "update"), wire.revise("s2", "correction")];
    expect(idsOf(frontPage(folded(events), NOW).latest)).toEqual(["s3", "s2", "s1"]);
  });

  test("R1: Latest is by first publication also where the first event's number is not known", () => {
    const wire = memoryWire();
    wire.publishMany(3);
    const last = [wire.revise("s3", "update"), wire.revise("s1", "update"), wire.revise("s2", "update")];
    expect(idsOf(frontPage(folded(last), NOW).latest)).toEqual(["s3", "s2", "s1"]);
  });

  test("R1: a retracted story keeps its place as a tombstone, and is neither lead nor breaking", () => {
    const wire = memoryWire();
    const alert = { lead: true, urgency: "flash", expiresAt: minutesFromNow(5) } as const;
    const events = [wire.publish(), wire.publish(alert), wire.publish(), wire.retract("s2")];
    const { lead, breaking, latest } = frontPage(folded(events), NOW);
    expect(latest.map(({ story }) => [story.id, story.status])).toEqual([
      ["s3", "published"],
      ["s2", "retracted"],
      ["s1", "published"],
    ]);
    expect([lead?.story.id, breaking]).toEqual(["s3", null]);
  });

  test("R1: of a story that was never here a retraction leaves no tombstone", () => {
    const wire = memoryWire();
    wire.publish();
    expect(frontPage(folded([wire.retract("s1")]), NOW).latest).toEqual([]);
  });

  test("R1: the lead is the newest revision that says so, else what breaks, else the newest story", () => {
    const wire = memoryWire();
    const leadOf = (events: EncodedEvent[]): string | undefined => frontPage(folded(events), NOW).lead?.story.id;
    const events = wire.publishMany(2);
    expect(leadOf([])).toBeUndefined();
    expect(leadOf(events)).toBe("s2");
    events.push(wire.publish({ urgency: "breaking", expiresAt: minutesFromNow(1) }), wire.publish());
    expect(leadOf(events)).toBe("s3");
    events.push(wire.publish({ lead: true }), wire.publish({ lead: true }));
    expect(leadOf(events)).toBe("s6");
    events.push(wire.revise("s5", "update"));
    expect(leadOf(events)).toBe("s5");
    events.push(wire.revise("s5", "update", { lead: false }), wire.revise("s6", "update", { lead: false }));
    expect(leadOf(events)).toBe("s3");
  });

  test("R7: one alert breaks, the newest, until the moment it expires", () => {
    const wire = memoryWire();
    const fold = folded([
      wire.publish({ urgency: "flash", expiresAt: minutesFromNow(9) }),
      wire.publish({ urgency: "breaking", expiresAt: minutesFromNow(5) }),
      wire.publish({ urgency: "flash" }),
    ]);
    const breakingAt = (minutes: number): string | undefined =>
      frontPage(fold, NOW + minutes * 60_000).breaking?.story.id;
    expect([0, 4.999, 5, 8.999, 9].map(breakingAt)).toEqual(["s2", "s2", "s1", "s1", undefined]);
  });

  test("R1: Latest is as long as it is asked to be", () => {
    const fold = folded(memoryWire().publishMany(60));
    expect(frontPage(fold, NOW).latest).toHaveLength(50);
    expect(idsOf(frontPage(fold, NOW, 2).latest)).toEqual(["s60", "s59"]);
    expect(frontPage(fold, NOW, 0)).toMatchObject({ latest: [], lead: { story: { id: "s60" } } });
  });
});

test("R1: events of a day fold the same one by one as all at once", () => {
  fc.assert(
    fc.property(aDay, fc.nat(40), (acts, cut) => {
      const said = playDay(memoryWire(), acts);
      expect(folded(said.slice(cut), folded(said.slice(0, cut)))).toEqual(folded(said));
      expect(folded(said)).toMatchObject({ epoch: FIRST_EPOCH, seq: said.length });
    }),
  );
});
