import { expect, test } from "vitest";
import { type DigestStory, digestOf, digestSubject } from "../../core/news/digest.ts";

const SECTIONS = ["uk", "world", "sport"];
const NOON = Date.parse("2026-11-26T12:00:00Z");

function story(id: string, minutesAgo: number, differences: Partial<DigestStory> = {}): DigestStory {
  const firstAt = new Date(NOON - minutesAgo * 60_000);
  return { id, section: "uk", urgency: "routine", headline: `Headline ${id}`, hasLed: false, firstAt, ...differences };
}
const idsOf = (stories: DigestStory[], atMost = 12) =>
  digestOf(stories, { sections: SECTIONS, atMost }).map(({ id }) => id);

test("N2: a digest has alerts first, the gravest before the newest, then what led, then the others", () => {
  const stories = [
    story("routine", 1),
    story("led", 200, { hasLed: true }),
    story("breaking", 5, { urgency: "breaking" }),
    story("older flash", 300, { urgency: "flash" }),
    story("flash", 100, { urgency: "flash" }),
  ];
  expect(idsOf(stories)).toEqual(["flash", "older flash", "breaking", "led", "routine"]);
});

test("N2: sections take turns, so that a busy one does not crowd out the others", () => {
  const uk = [1, 2, 3, 4, 5].map((minutes) => story(`uk ${minutes}`, minutes));
  const others = [story("world", 60, { section: "world" }), story("sport", 90, { section: "sport" })];
  const former = story("former", 2, { section: "no longer" });
  expect(idsOf([...uk, ...others, former], 6)).toEqual(["uk 1", "world", "sport", "former", "uk 2", "uk 3"]);
});

test("N2: the same stories give the same digest, in whatever order they come", () => {
  const stories = Array.from({ length: 40 }, (_, n) =>
    story(`s${n}`, n % 7, { section: SECTIONS[n % 3] ?? "uk", hasLed: n % 11 === 0 }),
  );
  const expected = idsOf(stories);
  for (let turn = 1; turn < stories.length; turn++) {
    expect(idsOf([...stories.slice(turn), ...stories.slice(0, turn)])).toEqual(expected);
  }
});

test("N2: a digest's subject names the newsletter and what leads it, and is never too long", () => {
  expect(digestSubject("The Week", [story("a", 1)])).toBe("The Week: Headline a");
  expect(digestSubject("The Week", [])).toBe("The Week");
  const long = digestSubject("The Week", [story("a", 1, { headline: "😀".repeat(300) })]);
  expect([...long]).toHaveLength(150);
  expect(long.isWellFormed()).toBe(true);
});
