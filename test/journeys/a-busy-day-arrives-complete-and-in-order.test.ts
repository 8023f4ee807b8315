import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { aStory } from "../support/editor.ts";
import { openReader, type TestReader } from "../support/open-reader.ts";
import { readDay } from "../support/read-day.ts";
import { startLondon } from "../support/start-london.ts";

const READERS = 500;

/** The agency's real day where it is at hand, else our own small one, repeated. */
const realDay = `${process.env.LONDON_DAILY_DATA}/wire-day.jsonl`;
const isReal = existsSync(realDay);
if (!isReal)
  console.warn("LONDON_DAILY_DATA is not set or holds no wire-day.jsonl: the small day stands in for the real one");

test(`G2: a day of news (${isReal ? "851 real stories" : "the small day"}) reaches ${READERS} readers: none lost, none twice, in order`, {
  timeout: 180_000,
}, async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 2 });
  const readers = await Promise.all(
    Array.from({ length: READERS }, (_, i) => openReader(t, london.urls[i % 2] ?? london.url, { shows: i % 50 === 0 })),
  );
  const day = await readDay(isReal ? realDay : new URL("../data/small-day.jsonl", import.meta.url));
  const posted: string[] = [];
  for (const story of day) posted.push((await london.editor.posts(story)).id);
  const { seq: top = 0 } = await london.editor.posts(aStory());

  await Promise.all(readers.map((reader) => reader.hasReached(top)));
  for (const reader of readers) {
    expect(reader.breaches).toEqual([]);
    expect(idsOf(reader).slice(0, -1)).toEqual(posted);
  }
});

test("R5: readers that come, go and return at random during a busy hour end with all of it", {
  timeout: 120_000,
}, async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 2 });
  const { hello, close } = await openReader(t, london.url);
  close();
  let isOver = false;
  const restless = Array.from({ length: 40 }, async (_, i) => {
    const got: number[] = [];
    let cursor = `${hello.epoch}:0`;
    for (let stay = 1; !isOver || got.length === 0; stay = (stay * 7 + i) % 23) {
      const reader = await openReader(t, london.urls[(stay + i) % 2] ?? london.url, {
        cursor,
        transports: stay % 5 === 0 ? ["polling"] : ["websocket"],
      });
      await reader.hasReached(Math.min(reader.hello.top, (got.at(-1) ?? 0) + stay));
      reader.close();
      expect(reader.breaches).toEqual([]);
      got.push(...reader.events.map(({ seq }) => seq));
      cursor = reader.cursor();
    }
    return { got, cursor };
  });
  let top = 0;
  for (let i = 0; i < 300; i++) top = (await london.editor.posts(aStory())).seq ?? 0;
  isOver = true;
  for (const { got, cursor } of await Promise.all(restless)) {
    const last = await openReader(t, london.url, { cursor });
    await last.hasReached(top);
    got.push(...last.events.map(({ seq }) => seq));
    last.close();
    expect(got).toEqual(Array.from({ length: top }, (_, i) => i + 1));
  }
});

function idsOf({ events }: TestReader): string[] {
  return events.flatMap((event) => ("story" in event ? [event.story.id] : []));
}
