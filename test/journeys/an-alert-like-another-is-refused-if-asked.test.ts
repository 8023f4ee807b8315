import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const ALERT = { headline: "Explosion heard near London Bridge station", section: "uk", urgency: "flash" };
const ALIKE = "Explosion heard near London Bridge";

test("D8: a similar alert of the last minutes is named, to whoever asks for it", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const first = await editor.posts(ALERT);
  const refuse = { section: "uk", urgency: "breaking", ifSimilar: "refuse" };

  const refused = await editor.ask("POST", "/v1/stories", { ...refuse, headline: ALIKE }, { key: "alike" });
  expect(refused.status).toBe(409);
  expect(refused.json).toMatchObject({
    ...{ type: expect.stringMatching(/\/problems\/similar$/), story: first.id, headline: ALERT.headline },
    ...{ at: expect.stringMatching(/Z$/), by: "editor-token" },
  });
  expect((await editor.posts({ ...refuse, headline: "Rail fares to rise in March" })).seq).toBe(2);
  expect((await editor.posts({ ...refuse, headline: ALIKE, ifSimilar: "publish" }, { key: "alike" })).seq).toBe(3);
  expect((await editor.posts({ headline: ALIKE, section: "uk", urgency: "flash" })).seq).toBe(4);
});

test("D8: a story that becomes an alert is compared by the headline that it has", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  await editor.posts(ALERT);
  const { id } = await editor.posts({ headline: ALIKE, section: "uk" });
  const other = await editor.posts(aStory());
  const raise = { rev: 2, kind: "update", urgency: "breaking", ifSimilar: "refuse" };
  expect((await editor.ask("POST", `/v1/stories/${id}/revisions`, raise)).status).toBe(409);
  expect((await editor.revises(other.id, raise)).rev).toBe(2);
  const lower = { rev: 3, kind: "update", ifSimilar: "refuse", body: "Still an alert." };
  expect((await editor.revises(other.id, lower)).rev).toBe(3);
});

test("D8: of two similar alerts at the same moment one is refused, inside the commit", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => editor.ask("POST", "/v1/stories", { ...ALERT, ifSimilar: "refuse" })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
});
