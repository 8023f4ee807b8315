import fc from "fast-check";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { type ReadFeed, type ReadItem, readJsonFeed, readXmlFeed } from "../support/others/read-feeds.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { type ActedOn, anAct, perform, SECTIONS, untilHeard } from "../support/people/random-acts.ts";

const { open } = useBrowser();
const FORMATS = ["rss.xml", "atom.xml", "feed.json"];

test("X3, R15: whatever is published, corrected and taken back, every feed says what the store says", async (t) => {
  const london = await startLondon(t);
  const page = await open(t, "about:blank");
  const stories: ActedOn[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(anAct, { minLength: 4, maxLength: 8 }), async (acts) => {
      for (const act of acts) await perform(london, stories, act);
      await untilHeard(london);
      for (const section of [null, ...SECTIONS]) await compare(london, page, section);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

async function compare(london: London, page: Page, section: string | null): Promise<void> {
  const expected = await whatIsSo(london, section);
  for (const format of FORMATS) {
    const { items } = await readFeed(london, page, format, section);
    const told = items.map(({ id, title, url, updated, isTakenBack }) => ({
      ...{ id, url, updated, isTakenBack },
      title: isTakenBack ? null : title,
    }));
    const inXml =
      format === "feed.json"
        ? expected
        : expected.map((item) => ({ ...item, title: item.title?.replaceAll("\ufffe", "") ?? null }));
    expect(told).toEqual(inXml);
  }
}

/** From the truth itself: what stands, and what was taken back and was ever in this section. */
async function whatIsSo({ store, config }: London, section: string | null) {
  const rows = await store
    .selectFrom("story")
    .innerJoin("revision", (join) =>
      join.onRef("revision.story_id", "=", "story.id").onRef("revision.rev", "=", "story.rev"),
    )
    .select(["story.id", "story.status", "slug", "headline", "section", "story.updated_at"])
    .select(({ selectFrom }) =>
      selectFrom("revision as was")
        .select(({ fn }) => fn.agg<string[]>("array_agg", ["was.section"]).as("all"))
        .whereRef("was.story_id", "=", "story.id")
        .as("sections"),
    )
    .orderBy("story.first_seq", "desc")
    .execute();
  const origin = config.site.publicUrl;
  return rows
    .filter(
      (row) => !section || row.section === section || (row.status === "retracted" && row.sections?.includes(section)),
    )
    .map(({ id, status, slug, headline, updated_at }) => ({
      id: `urn:uuid:${id}`,
      url: `${origin}/story/${id}/${status === "retracted" ? "retracted" : slug}`,
      updated: updated_at?.toISOString() ?? "",
      isTakenBack: status === "retracted",
      title: status === "retracted" ? null : headline,
    }));
}

test("X3: a correction shows its note, and what was taken back leaves its note and no other text", async (t) => {
  const london = await startLondon(t);
  const { editor } = london;
  const page = await open(t, "about:blank");
  const secret = "A secret & a name";
  const texts = { headline: secret, standfirst: secret, body: secret, byline: secret, topics: [secret] };
  const gone = await editor.posts({ ...texts, section: "politics" });
  const corrected = await editor.posts(
    aStory({ standfirst: "In <short>", body: "See [there](/latest?a=1&b=2).", section: "politics" }),
  );
  await editor.revises(corrected.id, { rev: 2, kind: "correction", note: "It was <b>Tuesday</b>." });
  await editor.revises(corrected.id, { rev: 3, kind: "update", body: "See [there](/latest?a=1&b=2), and more." });
  await editor.revises(gone.id, { rev: 2, kind: "correction", note: secret });
  await editor.retracts(gone.id, { rev: 3, note: "A rumour & no more." });

  for (const section of [null, "politics"])
    for (const format of FORMATS) {
      const { headers, text } = await editor.ask("GET", addressOf(format, section), undefined, { token: null });
      expect(text).not.toContain("secret");
      expect(headers.get("content-type")).toMatch(/^application\/(rss\+xml|atom\+xml|feed\+json); charset=utf-8$/);
      const feed = await readFeed(london, page, format, section);
      const origin = london.config.site.publicUrl;
      expect(feed).toMatchObject({
        title: section ? "London Daily: Politics" : "London Daily",
        self: origin + addressOf(format, section),
        home: section ? `${origin}/section/politics` : `${origin}/`,
      });
      const tombstone = feed.items.find(({ isTakenBack }) => isTakenBack) as ReadItem;
      expect(tombstone).toMatchObject({ id: `urn:uuid:${gone.id}`, summary: "A rumour & no more.", content: "" });
      const told = feed.items.find(({ isTakenBack }) => !isTakenBack) as ReadItem;
      expect(told).toMatchObject({ id: `urn:uuid:${corrected.id}`, summary: "In <short>" });
      expect(told.categories[0]).toMatch(/^politics$/i);
      expect(told.content).toMatch(/<strong>Correction, .*<\/strong> <bdi>It was &lt;b&gt;Tuesday&lt;\/b&gt;\.<\/bdi>/);
      expect(told.content).toContain(`<a href="${origin}/latest?a=1&amp;b=2">there</a>, and more.`);
      expect(Date.parse(told.published)).toBeLessThanOrEqual(Date.parse(told.updated));
    }
});

async function readFeed({ editor }: London, page: Page, format: string, section: string | null): Promise<ReadFeed> {
  const { status, text } = await editor.ask("GET", addressOf(format, section), undefined, { token: null });
  expect(status).toBe(200);
  return format === "feed.json" ? readJsonFeed(text) : readXmlFeed(page, text);
}

function addressOf(format: string, section: string | null): string {
  return `/feeds/${format}${section ? `?section=${section}` : ""}`;
}
