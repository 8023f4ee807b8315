import { expect, test } from "vitest";
import { emptyFold, foldEvent, frontPage, isPublished, type PublishedEntry } from "../../core/news/front-page.ts";
import { sectionNamed } from "../../core/news/section.ts";
import type { EncodedEvent } from "../../core/news/wire-event.ts";
import { leadStory } from "../../core/page/lead-story.ts";
import { tiersOf } from "../../core/page/second-tier.ts";
import { storyCard } from "../../core/page/story-card.ts";
import { type Paper, pathOf } from "../../core/page/story-parts.ts";
import { eventIn, FIRST_EPOCH, type MemoryWire, memoryWire } from "../support/wire/memory-wire.ts";

const paper: Paper = {
  sections: ["UK", "World"].map(sectionNamed),
  timeZone: "Europe/London",
  nowMs: Date.UTC(2026, 10, 23, 9, 30),
};
const fold = (events: EncodedEvent[]) => events.map(eventIn).reduce(foldEvent, emptyFold(FIRST_EPOCH));

/** The card of the story that was first on this wire. */
function card(say: (wire: MemoryWire) => EncodedEvent[]): string {
  const entry = fold(say(memoryWire())).entries.get("s1");
  if (!entry) throw new Error("no such story");
  return storyCard(entry, paper, "card").toString();
}

test("R1: a card carries its story's id and revision, and links by path", () => {
  const html = card((wire) => [wire.publish({ headline: "One" }), wire.revise("s1", "update")]);
  expect(html).toMatch(/^<article class="card" data-story="s1" data-rev="2"/);
  expect(html).toContain('href="/story/s1/headline"');
  expect(pathOf("https://paper.example/story/x/y")).toBe("/story/x/y");
});

test("R1: what an editor types is text, never markup", () => {
  const html = card((wire) => [wire.publish({ headline: `<b onclick="x">&'`, standfirst: "<i>" })]);
  expect(html).toContain("&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;");
  expect(html).toContain("&lt;i&gt;");
});

test("R7: breaking is said while it breaks, and not after", () => {
  const until = (minutes: number) => new Date(paper.nowMs + minutes * 60_000).toISOString();
  const flag = /<b class="flag">Breaking<\/b>/;
  expect(card((wire) => [wire.publish({ urgency: "flash", expiresAt: until(1) })])).toMatch(flag);
  expect(card((wire) => [wire.publish({ urgency: "flash", expiresAt: until(0) })])).not.toMatch(flag);
});

test("R9: a correction carries its note and time; a label says what it changed", () => {
  const corrected = card((wire) => [wire.publish(), wire.revise("s1", "correction", { note: "A number." })]);
  expect(corrected).toContain(
    '<b>Correction, <time datetime="2026-11-23T09:00:02.000Z">09:00</time></b> <bdi>A number.</bdi>',
  );
  expect(card((wire) => [wire.publish({ verification: "unconfirmed" })])).toContain("Unconfirmed");
  const raised = card((wire) => [wire.publish(), wire.revise("s1", "label", { verification: "confirmed" })]);
  expect(raised).toContain("Confirmed");
});

test("I7: a retracted story leaves when and why, and no word of it, as a card and as the lead", () => {
  const wire = memoryWire();
  const words = { headline: "Secret", standfirst: "Hidden", excerpt: "Unsaid", lead: true };
  const entry = fold([wire.publish(words), wire.retract("s1", "A draft.")]).entries.get("s1");
  if (!entry) throw new Error("no such story");
  for (const html of [storyCard(entry, paper, "row"), leadStory(entry, null, paper)].map(String)) {
    expect(html).toContain("This story was taken back");
    expect(html).toContain("at 09:00");
    expect(html).toContain("A draft.");
    expect(html).not.toMatch(/Secret|Hidden|Unsaid/);
  }
});

test("R1: around the lead stand its related stories and the newest of other sections that say more than a headline, none twice", () => {
  const wire = memoryWire();
  const said = [
    wire.publish({ section: "uk", lead: true }),
    ...wire.publishMany(3, { section: "sport", standfirst: "x" }),
    wire.publish({ section: "world", standfirst: "x" }),
    wire.publish({ section: "uk", standfirst: "x" }),
    wire.publish({ section: "health", standfirst: "", excerpt: "" }),
    wire.publish({ section: "health", standfirst: "", excerpt: "x" }),
  ];
  const page = frontPage(fold(said), paper.nowMs);
  const { related, second } = tiersOf(page, ["s2"]);
  expect(ids(related)).toEqual(["s2", "s6"]);
  expect(ids(second)).toEqual(["s8", "s5", "s4", "s3"]);
  expect(page.latest.filter(isPublished)).toHaveLength(8);
});

test("R1: on a day of mere headlines, headlines stand around the lead", () => {
  const wire = memoryWire();
  const said = [
    wire.publish({ lead: true }),
    ...wire.publishMany(6, { section: "sport", standfirst: "", excerpt: "" }),
  ];
  const { second } = tiersOf(frontPage(fold(said), paper.nowMs), []);
  expect(ids(second)).toEqual(["s7", "s6", "s5", "s4"]);
});

function ids(entries: PublishedEntry[]): string[] {
  return entries.map(({ story }) => story.id);
}
