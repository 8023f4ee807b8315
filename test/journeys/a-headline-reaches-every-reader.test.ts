import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

test("R2: a posted headline appears on an open reader without being asked for", async (t) => {
  const london = await startLondon(t);
  const reader = await openReader(t, london.url, { sections: ["politics"] });
  await london.editor.posts(aStory({ section: "sport", headline: "Late goal settles it" }));
  await london.editor.posts(aStory({ section: "politics", headline: "Tube strike off" }));
  expect((await reader.nextHeadline()).story).toMatchObject({
    headline: "Tube strike off",
    section: "politics",
    rev: 1,
  });
  expect(reader.breaches).toEqual([]);
});

test("I5: every reader of every server gets the same bytes for the same number, whatever its transport", async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 2 });
  const readers = await Promise.all(
    london.urls.flatMap((url) => [
      openReader(t, url),
      openReader(t, url, { transports: ["polling"] }),
      openReader(t, url, { transports: ["polling", "websocket"] }),
    ]),
  );
  const first = await london.editor.posts(aStory({ urgency: "flash", headline: "First “flash” </script> & é" }));
  await london.editor.revises(first.id, {
    rev: 2,
    kind: "correction",
    note: "A name was wrong",
    headline: "Corrected",
  });
  const last = await london.editor.posts(aStory());
  await Promise.all(readers.map((reader) => reader.hasReached(last.seq ?? 0)));

  const texts = readers.map(({ events }) => events.map((event) => JSON.stringify(event)));
  for (const text of texts) expect(text).toEqual(texts[0]);
  const { json } = await london.editor.ask("GET", "/v1/events?limit=3");
  expect((json as { events: object[] }).events.map((event) => JSON.stringify(event))).toEqual(texts[0]);
  expect(readers.flatMap(({ breaches }) => breaches)).toEqual([]);
});

test("C7: a newsroom's retry and two workers at once put an event on the wire once", async (t) => {
  const london = await startLondon(t, { workers: 3 });
  const reader = await openReader(t, london.url);
  const key = "the-same-key";
  const story = aStory();
  const answers = await Promise.all([1, 2, 3, 4].map(() => london.editor.posts(story, { key })));
  const barrier = await london.editor.posts(aStory());
  await reader.hasReached(barrier.seq ?? 0);
  expect(new Set(answers.map(({ seq }) => seq)).size).toBe(1);
  expect(reader.events).toHaveLength(2);
  expect(reader.breaches).toEqual([]);
});
