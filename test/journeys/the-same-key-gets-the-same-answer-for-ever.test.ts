import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type London, startLondon } from "../support/paper/start-london.ts";
import type { Answer } from "../support/people/editor.ts";
import { aStory } from "../support/people/editor.ts";

const RACERS = 256;

test("G3: of 256 requests with one key one is done, and all get its answer", async (t) => {
  const london = await startLondon(t, { servers: 2, workers: 0 });
  const story = aStory();
  const key = randomUUID();
  const racers = Array.from({ length: RACERS }, (_, i) =>
    london.editor.ask("POST", new URL("/v1/stories", london.urls[i % 2]).href, story, { key }),
  );
  const answers = await Promise.all(racers);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(isFirst)).toHaveLength(1);
  expect(await rowsIn(london, "event")).toBe(1);
  expect(await rowsIn(london, "story")).toBe(1);
  expect(await rowsIn(london, "idempotency")).toBe(1);
});

test("I6: a retry gets the first answer byte by byte, whatever has become of the story", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { editor } = london;
  const post = { headline: "First", section: "UK", urgency: "flash" };
  const update = { rev: 2, kind: "update", expiresInMinutes: 5 };
  const routine = { rev: 3, kind: "update", urgency: "routine" };
  const retraction = { rev: 4, note: "Wrong." };

  const first = await editor.ask("POST", "/v1/stories", post, { key: "post" });
  const { id } = first.json as { id: string };
  const steps = [
    ["/v1/stories", post, "post", first],
    [`/v1/stories/${id}/revisions`, update, "update"],
    [`/v1/stories/${id}/revisions`, routine, "routine"],
    [`/v1/stories/${id}/retraction`, retraction, "retraction"],
  ] as const;
  const answers: Answer[] = [];
  for (const [path, body, key, done] of steps) answers.push(done ?? (await editor.ask("POST", path, body, { key })));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(answers.every(isFirst)).toBe(true);

  // Now the update's expiry would be refused (the story is routine), and any change of the story too (it is gone).
  for (const [i, [path, body, key]] of steps.entries()) {
    const spelledAnew = ` ${JSON.stringify(Object.fromEntries(Object.entries(body).reverse()), null, 2)} `;
    const again = await editor.ask("POST", path, spelledAnew, { key });
    expect([again.status, again.text, isFirst(again)], key).toEqual([201, answers[i]?.text, false]);
    expect(again.headers.get("location"), key).toBe(answers[i]?.headers.get("location"));
  }
  expect(await rowsIn(london, "event")).toBe(4);
});

test("G3: a related story that was retracted since does not change an answer that was given", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const other = await editor.posts(aStory());
  const story = aStory({ related: [other.id] });
  const first = await editor.ask("POST", "/v1/stories", story, { key: "related" });
  await editor.retracts(other.id, { rev: 2, note: "Wrong." });
  expect((await editor.ask("POST", "/v1/stories", story, { key: "another" })).status).toBe(422);
  const again = await editor.ask("POST", "/v1/stories", story, { key: "related" });
  expect([again.status, again.text]).toEqual([201, first.text]);
});

test("G3: a key belongs to what it was first accepted with; a refused request leaves it free", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const key = "~the!key~";
  expect((await editor.ask("POST", "/v1/stories", { section: "uk" }, { key })).status).toBe(422);
  const { id } = await editor.posts(aStory(), { key });

  const reused = [
    ["/v1/stories", aStory({ headline: "Another" })],
    ["/v1/stories", { headline: "" }],
    [`/v1/stories/${id}/revisions`, { rev: 2, kind: "update" }],
    [`/v1/stories/${id}/revisions`, { rev: 9, kind: "update" }],
    [`/v1/stories/${id}/retraction`, { rev: 2, note: "Wrong." }],
  ] as const;
  for (const [path, body] of reused) {
    expect((await editor.ask("POST", path, body, { key })).status, `${path} ${JSON.stringify(body)}`).toBe(422);
  }
  const other = await editor.ask("POST", `/v1/stories/${id}/revisions`, { rev: 9, kind: "update" }, { key: "refused" });
  expect(other.status).toBe(409);
  expect((await editor.revises(id, { rev: 2, kind: "update" }, { key: "refused" })).rev).toBe(2);
  expect((await editor.posts(aStory(), { key: "k".repeat(255) })).rev).toBe(1);
});

test("G3: the key is hashed with what was sent, before defaults are filled in", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  await editor.posts({ headline: "A", section: "uk" }, { key: "defaults" });
  for (const same of [{ urgency: "routine" }, { standfirst: "" }, { section: "UK" }, { headline: "A " }]) {
    const body = { headline: "A", section: "uk", ...same };
    const { status, json } = await editor.ask("POST", "/v1/stories", body, { key: "defaults" });
    expect([status, json], JSON.stringify(body)).toMatchObject([422, { type: expect.stringMatching(/key-reused$/) }]);
  }
});

function isFirst({ headers }: Answer): boolean {
  return headers.get("idempotency-replayed") !== "true";
}

async function rowsIn({ store }: London, table: "event" | "story" | "idempotency"): Promise<number> {
  const { rows } = await store
    .selectFrom(table)
    .select(store.fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return Number(rows);
}
