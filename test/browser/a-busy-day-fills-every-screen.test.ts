import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { readDay } from "../support/others/read-day.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor, type Taken } from "../support/people/editor.ts";
import { openReader, type TestReader } from "../support/readers/open-reader.ts";

const READERS = 500;
const POSTS_AT_ONCE = 4;

/** The agency's real day where it is at hand, else our own small one. */
const realDay = `${process.env.LONDON_DAILY_DATA}/wire-day.jsonl`;
const isReal = existsSync(realDay);
if (!isReal)
  console.warn("LONDON_DAILY_DATA names no folder with a wire-day.jsonl: a small day stands in for the real one");

const { openLive } = useBrowser();

test(`G2: a day of news (${isReal ? "real" : "small"}) reaches ${READERS} readers and a page: none lost, none twice, in order`, {
  timeout: 480_000,
}, async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 2 });
  const readers = await Promise.all(
    Array.from({ length: READERS }, (_, i) => openReader(t, london.urls[i % 2] ?? london.url)),
  );
  const page = await openLive(t, london.url);
  const day = await readDay(isReal ? realDay : new URL("../data/small-day.jsonl", import.meta.url));
  const posted = await postAll(london.editor, day);
  const last = await london.editor.posts(aStory({ headline: "The day is over" }));
  posted.push(last.id);

  await Promise.all(readers.map((reader) => reader.hasReached(last.seq ?? 0)));
  for (const reader of readers) {
    expect(reader.breaches).toEqual([]);
    expect(idsOf(reader)).toEqual(posted);
  }
  const newest = posted.slice(-50).reverse();
  const shown = await eventually("the last headline on the page", async () => {
    const ids = await page
      .locator("#headlines article")
      .evaluateAll((articles) => articles.map((article) => article.getAttribute("data-story") ?? ""));
    return ids[0] === last.id && ids.length === newest.length ? ids : undefined; // the list is cut when nobody is looking
  });
  expect(shown).toEqual(newest);
});

/** Posts them as fast as they are accepted, some at a time. Returns their ids in the wire's order. */
async function postAll(editor: Editor, stories: object[]): Promise<string[]> {
  const left = stories.values();
  const taken: Taken[] = [];
  const lanes = Array.from({ length: POSTS_AT_ONCE }, async () => {
    for (const story of left) taken.push(await editor.posts(story));
  });
  await Promise.all(lanes);
  return taken.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0)).map(({ id }) => id);
}

function idsOf({ events }: TestReader): string[] {
  return events.flatMap((event) => ("story" in event ? [event.story.id] : []));
}
