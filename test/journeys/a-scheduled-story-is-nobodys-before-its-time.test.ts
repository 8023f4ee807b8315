import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory, type Taken } from "../support/people/editor.ts";

const SECRET = "Embargoed budget";
const HOUR_MS = 3_600_000;

test("D6: a scheduled story is told to nobody, in no answer", async (t) => {
  const london = await startLondon(t);
  const { editor, config } = london;
  const releaseAt = new Date(Date.now() + HOUR_MS).toISOString();
  const taken = await editor.posts(aStory({ headline: SECRET, releaseAt }));
  const { id } = taken;
  expect(taken).toEqual({
    ...{ id, rev: 1, status: "scheduled", url: `${config.site.publicUrl}/story/${id}/embargoed-budget` },
    receiptUrl: `${config.site.publicUrl}/v1/stories/${id}/receipt?rev=1`,
  });
  const edited = await editor.revises(id, { rev: 2, kind: "update", body: SECRET });
  expect(edited).toMatchObject({ rev: 2, status: "scheduled" });
  const barrier = await editor.posts(aStory({ headline: "Something else" }));
  await heardOf(london, barrier.id);

  for (const path of [`/v1/stories/${id}`, `/v1/stories/${id}/revisions`]) {
    expect((await editor.ask("GET", path)).status, path).toBe(404);
  }
  for (const path of ["/v1/stories", "/v1/stories?section=uk", "/v1/events", "/"]) {
    const { status, text } = await editor.ask("GET", path, undefined, { token: null });
    expect(status, path).toBe(200);
    expect(text, path).not.toContain(SECRET);
    expect(text, path).not.toContain(id);
  }
  const related = await editor.ask("POST", "/v1/stories", aStory({ related: [id] }));
  expect(related.json).toMatchObject({ status: 422, errors: [{ pointer: "/related/0" }] });
  expect((await editor.ask("GET", `/v1/stories/${id}/receipt`)).json).toMatchObject({ queued: null, fannedOut: null });
});

test("D6: when its time comes the story goes out as it then stands, and nothing earlier of it is public", async (t) => {
  const london = await startLondon(t);
  const { editor } = london;
  const releaseAt = new Date(Date.now() + 1_200).toISOString();
  const { id } = await editor.posts(aStory({ headline: "A first draft", releaseAt }));
  await editor.revises(id, { rev: 2, kind: "correction", note: "Not that.", headline: "A second draft" });
  await editor.revises(id, { rev: 3, kind: "update", headline: "As it goes out" });
  const story = await released(london, id);
  expect(story).toMatchObject({ rev: 3, headline: "As it goes out", status: "published" });
  expect(Date.parse(story.publishedAt)).toBeGreaterThanOrEqual(Date.parse(releaseAt));

  const { revisions } = (await editor.ask("GET", `/v1/stories/${id}/revisions`)).json as { revisions: object[] };
  expect(revisions).toMatchObject([{ rev: 3, kind: "new", headline: "As it goes out" }]);
  expect(await heardOf(london, id)).toMatchObject([{ seq: 1, kind: "new", story: { id, rev: 3 } }]);
  expect((await editor.ask("DELETE", `/v1/stories/${id}/schedule`)).status).toBe(409);
});

test("D3: a held story goes out by itself when its hold is over", async (t) => {
  const london = await startLondon(t);
  const taken = await london.editor.posts(aStory({ holdSeconds: 1 }));
  expect(taken).toMatchObject({ status: "held" });
  expect(taken).not.toHaveProperty("seq");
  expect(await released(london, taken.id)).toMatchObject({ id: taken.id, rev: 1 });
});

test("D6: a schedule that is cancelled leaves a draft, which can be scheduled or published again", async (t) => {
  const london = await startLondon(t);
  const { editor } = london;
  const held = await editor.posts(aStory({ holdSeconds: 1 }));
  const cancel = (id: string) => editor.ask("DELETE", `/v1/stories/${id}/schedule`, undefined, { key: null });
  const cancelled = await cancel(held.id);
  expect([cancelled.status, cancelled.text]).toEqual([204, ""]);
  expect((await cancel(held.id)).status).toBe(204);

  const barrier = await editor.posts(aStory({ holdSeconds: 2 })); // would go out after the cancelled one
  await released(london, barrier.id);
  expect((await editor.ask("GET", `/v1/stories/${held.id}`)).status).toBe(404);

  const draft = await editor.revises(held.id, { rev: 2, kind: "update", headline: "Still a draft" });
  expect(draft).toMatchObject({ status: "draft" });
  const again = await editor
    .revises(held.id, { rev: 3, kind: "update", releaseAt: "2099-01-01T00:00:00Z" }, {})
    .catch(String);
  expect(again).toContain("/releaseAt");
  const scheduled = await editor.revises(held.id, { rev: 3, kind: "update", holdSeconds: 600 });
  expect(scheduled).toMatchObject({ status: "held" });
  const out: Taken = await editor.revises(held.id, { rev: 4, kind: "update", holdSeconds: 0 });
  expect(out).toMatchObject({ status: "published", seq: expect.any(Number) });
  expect(await released(london, held.id)).toMatchObject({ rev: 4, headline: "Still a draft" });
});

test("D6: a release time that is past, or no hold at all, goes out at once", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  for (const when of [
    { releaseAt: "1970-01-01T00:00:00Z" },
    { releaseAt: "0001-01-01T00:00:00Z" },
    { holdSeconds: 0 },
  ]) {
    const taken = await editor.posts(aStory(when));
    expect(taken, JSON.stringify(when)).toMatchObject({ status: "published", seq: expect.any(Number) });
  }
});

/** The wire as a server tells it, once it has heard of this story. */
function heardOf({ editor }: London, id: string) {
  return eventually(`news of ${id}`, async () => {
    const { events } = (await editor.ask("GET", "/v1/events")).json as { events: { story: { id: string } }[] };
    return events.some(({ story }) => story.id === id) ? events : undefined;
  });
}

function released({ editor }: London, id: string) {
  return eventually(`the release of ${id}`, async () => {
    const { status, json } = await editor.ask("GET", `/v1/stories/${id}`);
    return status === 200 ? (json as { publishedAt: string }) : undefined;
  });
}
