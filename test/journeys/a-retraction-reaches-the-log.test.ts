import { expect, test } from "vitest";
import type { HeadlineEvent, WireEvent } from "../../core/news/wire-event.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

const SECRET = "A name that must be forgotten";

test("I5: after a retraction the story's earlier events are withdrawn stubs everywhere, the same bytes from all", async (t) => {
  const london = await startLondon(t, { servers: 2 });
  const live = await openReader(t, london.url);
  const story = await london.editor.posts(aStory({ headline: SECRET, standfirst: SECRET, body: SECRET }));
  const other = await london.editor.posts(aStory());
  await live.hasReached(other.seq ?? 0);
  await london.editor.revises(story.id, { rev: 2, kind: "correction", note: SECRET, headline: `${SECRET}, again` });
  await london.editor.retracts(story.id, { rev: 3, note: "We were wrong" });
  const barrier = await london.editor.posts(aStory());
  await live.hasReached(barrier.seq ?? 0);
  const start = `${live.hello.epoch}:0`;

  const second = await london.startServer(); // knows the log only from the store
  const returned = await Promise.all(
    [...london.urls.slice(0, 2), `http://127.0.0.1:${second.port}`].map((url) => openReader(t, url, { cursor: start })),
  );
  await Promise.all(returned.map((reader) => reader.hasReached(barrier.seq ?? 0)));
  const { text } = await london.editor.ask("GET", `/v1/events?after=${start}`);
  const listed = (JSON.parse(text) as { events: WireEvent[] }).events;
  for (const { events } of returned) expect(JSON.stringify(events)).toBe(JSON.stringify(listed));

  expect(listed.map((event) => (event as HeadlineEvent).kind)).toEqual([
    "withdrawn",
    "new",
    "withdrawn",
    "retraction",
    "new",
  ]);
  expect(text).not.toContain("must be forgotten");
  expect(text).not.toContain("must-be-forgotten");
  expect(listed[0]).toMatchObject({ seq: 1, story: { id: story.id, rev: 1, status: "retracted" } });
  expect(listed[3]).toMatchObject({ story: { id: story.id, rev: 3, status: "retracted", note: "We were wrong" } });
  expect((live.events[0] as HeadlineEvent).kind).toBe("new");
  expect(other.seq).toBe(2);
});
