import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { tidyBody, tidyHeadline, tidyTopics } from "../../deploy/local/replay/agency-text.ts";
import { storyFromLine } from "../../deploy/local/replay/story-from-line.ts";

const DEFAULT = { section: null, urgency: null };
const line = (fields: object): string => JSON.stringify({ id: "a-1", headline: "Tube strike off", ...fields });

function read(fields: object, options: Parameters<typeof storyFromLine>[1] = DEFAULT) {
  const reading = storyFromLine(line(fields), options);
  if (!reading.ok) throw new Error(reading.reason);
  return reading;
}

describe("text from an agency", () => {
  test("G3: paragraphs indented by spaces become paragraphs, other line breaks stay", () => {
    const body = "First line\nand its second.\n    Next paragraph\nruns on.\n     Third.\n Reuter";
    expect(tidyBody(body)).toBe("First line\nand its second.\n\nNext paragraph\nruns on.\n\nThird.\n\nReuter");
  });

  test("G3: Markdown that is not indented that far is left alone", () => {
    const body = "## Heading\n\n- one\n  - within one\n\n> said";
    expect(tidyBody(body)).toBe(body);
  });

  test("G3: tidying twice changes nothing more", () => {
    for (const body of ["a\n    b\n\n\n    c  \r\nd\n REUTER", "\tone\n\ttwo", "", "    ", "x\n  - y"]) {
      expect(tidyBody(tidyBody(body))).toBe(tidyBody(body));
    }
  });

  test("G3: a headline is one line, topics are twelve short ones at most", () => {
    expect(tidyHeadline("  Cafe\u0301\tto \n open\u00a0late \n")).toBe("Café to open late");
    expect(tidyTopics(["earn", "earn", " ", 7, "x".repeat(70)])).toEqual(["earn", "x".repeat(64)]);
    expect(tidyTopics(Array.from({ length: 20 }, (_, at) => `t${at}`))).toHaveLength(12);
    expect(tidyTopics("earn")).toEqual([]);
  });
});

describe("a line of a wire file", () => {
  test("G3: gives the same key and the same JSON every time", () => {
    const text = line({ body: "One.\n    Two.", topics: ["ship"], publishedAt: "2026-11-23T08:00:00Z" });
    expect(storyFromLine(text, DEFAULT)).toEqual(storyFromLine(text, DEFAULT));
    expect(storyFromLine(text, DEFAULT)).toEqual({
      ok: true,
      key: "replay-a-1",
      story: { headline: "Tube strike off", body: "One.\n\nTwo.", section: "business", topics: ["ship"] },
      publishedAtMs: Date.UTC(2026, 10, 23, 8),
    });
  });

  test("G3: has a key that a header can carry, whatever its id", () => {
    expect(read({ id: 17 }).key).toBe("replay-17");
    for (const id of ["naïve", "two words", "x".repeat(300), "", null, { a: 1 }]) {
      expect(read({ id }).key).toMatch(/^replay-sha256-[0-9a-f]{64}$/);
    }
    expect(read({ id: "naïve" }).key).not.toBe(read({ id: "naïf" }).key);
  });

  test("G3: belongs to the section it names, else the one asked for, else its topics' one, else world", () => {
    const options = { section: "sport", urgency: null };
    expect(read({ section: "UK" }, options).story.section).toBe("uk");
    expect(read({ topics: ["earn"] }, options).story.section).toBe("sport");
    expect(read({ topics: ["science-and-technology"] }).story.section).toBe("technology");
    expect(read({}).story.section).toBe("world");
  });

  test("G3: is routine unless its kind was asked for", () => {
    expect(read({ kind: "flash" }).story.urgency).toBeUndefined();
    const fromKind = { section: null, urgency: "from-kind" } as const;
    expect(read({ kind: "flash" }, fromKind).story.urgency).toBe("flash");
    expect(read({ kind: "story" }, fromKind).story.urgency).toBeUndefined();
  });

  test("G3: that cannot be a story says why", () => {
    const reasonOf = (text: string): unknown => storyFromLine(text, DEFAULT);
    expect(reasonOf("{")).toEqual({ ok: false, reason: "not a JSON object" });
    expect(reasonOf("[1]")).toEqual({ ok: false, reason: "not a JSON object" });
    expect(reasonOf(line({ headline: " \n " }))).toEqual({ ok: false, reason: "no headline" });
    expect(reasonOf(line({ headline: 7 }))).toEqual({ ok: false, reason: "no headline" });
    expect(reasonOf(line({ headline: "😀".repeat(200) }))).toMatchObject({ ok: true });
    expect(reasonOf(line({ headline: "x".repeat(201) }))).toMatchObject({ reason: expect.stringContaining("201") });
    expect(reasonOf(line({ body: "x".repeat(262_145) }))).toMatchObject({ reason: expect.stringContaining("262145") });
  });
});

test("G3: the small day has twenty-eight stories and the two bad lines that its page tells of", async () => {
  const lines = (await readFile(new URL("../data/small-day.jsonl", import.meta.url), "utf8")).trimEnd().split("\n");
  const readings = lines.map((text) => storyFromLine(text, { section: null, urgency: "from-kind" }));
  const bad = readings.flatMap((reading, at) => (reading.ok ? [] : [[at + 1, reading.reason]]));
  expect(lines).toHaveLength(30);
  expect(bad).toEqual([
    [12, "not a JSON object"],
    [23, "no headline"],
  ]);
  const good = readings.filter((reading) => reading.ok);
  expect(good.filter(({ story }) => story.urgency === "flash" && story.body === undefined)).toHaveLength(2);
  expect(new Set(good.map(({ story }) => story.section)).size).toBe(9);
  const times = good.map(({ publishedAtMs }) => publishedAtMs ?? 0);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});
