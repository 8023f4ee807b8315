import { describe, expect, test } from "vitest";
import { slugOf } from "../../core/news/section.ts";
import { readEdition } from "../../deploy/local/sample/edition.ts";
import { sampleActs } from "../../deploy/local/sample/sample-acts.ts";

const SECTIONS = ["UK", "World", "Business", "Politics", "Technology", "Science", "Health", "Sport", "Culture"];
const LONGEST_AGE_MINUTES = 9 * 60;

const { stories } = await readEdition();
const texts = stories.flatMap((story) => [story, ...(story.revisions ?? [])]);
const wordsOf = (text: string): number => text.split(/\s+/).length;

describe("the sample edition", () => {
  test("O1: about fifty-two stories cover all nine sections and nothing else", () => {
    expect(stories.length).toBeGreaterThanOrEqual(50);
    expect(new Set(stories.map(({ section }) => section))).toEqual(new Set(SECTIONS));
  });

  test("O1: every headline and standfirst has the length of a printed one", () => {
    for (const { headline, standfirst } of texts) {
      if (headline !== undefined) expect(headline.length, headline).toSatisfy((n: number) => n >= 40 && n <= 90);
      if (standfirst !== undefined) expect(standfirst.length, standfirst).toSatisfy((n: number) => n >= 80 && n <= 180);
    }
  });

  test("O1: every text is NFC, without control characters, straight quotes or double spaces", () => {
    for (const { headline = "", standfirst = "", body = "" } of texts) {
      for (const text of [headline, standfirst, body]) {
        expect(text).toBe(text.normalize("NFC").trim());
        expect(text).not.toMatch(/[^\P{Cc}\n]|["']|[^\S\n]{2}/u);
      }
    }
  });

  test("O1: one story leads, at a lead's length; one breaks, and is minutes old", () => {
    const leads = stories.filter(({ lead }) => lead);
    expect(leads.map(({ body }) => wordsOf(body))).toEqual([expect.toSatisfy((n: number) => n >= 350 && n <= 450)]);
    const alerts = stories.filter(({ urgency }) => urgency);
    expect(alerts).toEqual([expect.objectContaining({ urgency: "breaking", expiresInMinutes: 240 })]);
    expect(alerts[0]?.minutesAgo).toBeLessThan(10);
    expect(stories.filter(({ verification }) => verification === "unconfirmed")).toHaveLength(1);
  });

  test("O1: every story has a body worth opening", () => {
    for (const { key, body } of stories) expect(wordsOf(body), key).toBeGreaterThanOrEqual(50);
  });

  test("O1: keys are unique, and related stories were published before", () => {
    const before = new Set<string>();
    for (const { key, related = [] } of stories) {
      expect(before).not.toContain(key);
      for (const other of related) expect(before, `${key} is related to ${other}`).toContain(other);
      before.add(key);
    }
  });

  test("O1: it shows two updates, two corrections that change something, and one retraction", () => {
    const revisions = stories.flatMap((story) => story.revisions ?? []);
    const kinds = revisions.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(["correction", "correction", "update", "update"]);
    for (const { headline, standfirst, body } of revisions) expect(headline ?? standfirst ?? body).toBeDefined();
    expect(stories.filter(({ retraction }) => retraction)).toHaveLength(1);
  });
});

describe("the acts of the sample edition", () => {
  const idOf = (key: string): string => `id of ${key}`;
  const acts = sampleActs({ stories }, { sections: null, idOf });

  test("O1: rise in time over nine hours, no two in the same minute", () => {
    const minutes = acts.map(({ minutesAgo }) => minutesAgo);
    expect(minutes).toEqual([...new Set(minutes)].sort((a, b) => b - a));
    expect(minutes[0]).toBeLessThanOrEqual(LONGEST_AGE_MINUTES);
  });

  test("O1: count each story's revisions from 1 without a hole, a retraction last", () => {
    for (const { key, revisions = [], retraction } of stories) {
      const own = acts.filter((act) => act.key === key);
      const length = 1 + revisions.length + (retraction ? 1 : 0);
      expect(own.map(({ rev }) => rev)).toEqual(Array.from({ length }, (_, at) => at + 1));
      if (retraction) expect(own.at(-1)).toMatchObject({ kind: "retraction", note: retraction.note, content: {} });
    }
  });

  test("O1: name related stories by id", () => {
    const act = acts.find(({ key }) => key === "anchor-cable");
    expect(act?.content.related).toEqual(["id of pacific-cable"]);
  });

  test("O1: leave out the sections that a paper does not have, and what is related in them", () => {
    const some = sampleActs({ stories }, { sections: new Set([slugOf("UK")]), idOf });
    expect(new Set(some.flatMap(({ content }) => content.section ?? []))).toEqual(new Set(["uk"]));
    const ids = new Set(some.map(({ key }) => idOf(key)));
    for (const { content } of some) for (const id of content.related ?? []) expect(ids).toContain(id);
  });
});
