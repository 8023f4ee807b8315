import { sql } from "kysely";
import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

interface Story {
  publishedAt: string;
  expiresAt?: string;
  updatedAt: string;
}

test("D7: of many editors who write the same revision one is taken, and the others learn the present one", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory());
  const path = `/v1/stories/${id}/revisions`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      editor.ask("POST", path, { rev: 2, kind: "update", headline: `Version ${i}` }),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
  for (const { json } of answers.filter(({ status }) => status === 409)) expect(json).toMatchObject({ current: 2 });
  const winner = answers.findIndex(({ status }) => status === 201);
  expect((await editor.ask("GET", `/v1/stories/${id}`)).json).toMatchObject({ rev: 2, headline: `Version ${winner}` });
});

test("D5: an update changes what it names, a correction says why, and the history tells both", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { editor } = london;
  const { id } = await editor.posts(aStory({ headline: "Fire in Hull", body: "**Hull** burns.", topics: ["fire"] }));
  await editor.revises(id, { rev: 2, kind: "update", standfirst: "Nobody hurt", note: "" });
  const third = await editor.revises(id, {
    rev: 3,
    kind: "correction",
    note: "It is Leeds.",
    headline: "Fire in Leeds",
  });
  expect(third).toMatchObject({ id, rev: 3, status: "published", seq: 3 });
  expect(third.url).toBe(`${london.config.site.publicUrl}/story/${id}/fire-in-leeds`);
  expect(third.receiptUrl).toBe(`${london.config.site.publicUrl}/v1/stories/${id}/receipt?rev=3`);

  const { json } = await editor.ask("GET", `/v1/stories/${id}`);
  expect(json).toMatchObject({ headline: "Fire in Leeds", standfirst: "Nobody hurt", body: "**Hull** burns." });
  expect(json).toMatchObject({ excerpt: "Hull burns.", topics: ["fire"], note: "It is Leeds.", url: third.url });
  const history = await editor.ask("GET", `/v1/stories/${id}/revisions`, undefined, { token: null });
  const at = expect.stringMatching(/Z$/);
  const body = "**Hull** burns.";
  expect(history.json).toEqual({
    revisions: [
      { rev: 1, kind: "new", at, headline: "Fire in Hull", standfirst: "", body },
      { rev: 2, kind: "update", at, headline: "Fire in Hull", standfirst: "Nobody hurt", body },
      {
        rev: 3,
        kind: "correction",
        at,
        note: "It is Leeds.",
        headline: "Fire in Leeds",
        standfirst: "Nobody hurt",
        body,
      },
    ],
  });
});

test("D9: a label changes the verification and nothing else", async (t) => {
  const { editor, store } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory({ headline: "Blast heard", urgency: "flash", verification: "unconfirmed" }));
  const before = (await editor.ask("GET", `/v1/stories/${id}`)).json as Story;
  await editor.revises(id, { rev: 2, kind: "label", verification: "confirmed" });
  const after = (await editor.ask("GET", `/v1/stories/${id}`)).json as Story;
  expect(after).toEqual({ ...before, rev: 2, verification: "confirmed", updatedAt: after.updatedAt });
  const { rows } = await sql<{ kind: string }>`select kind from event order by seq`.execute(store);
  expect(rows.map(({ kind }) => kind)).toEqual(["new", "label"]);
});

test("D5: an alert's expiry starts anew only when the revision says so", async (t) => {
  const { editor } = await startLondon(t, { workers: 0 });
  const { id } = await editor.posts(aStory());
  const minutes = async (): Promise<number | null> => {
    const { updatedAt, expiresAt } = (await editor.ask("GET", `/v1/stories/${id}`)).json as Story;
    return expiresAt === undefined ? null : Math.round((Date.parse(expiresAt) - Date.parse(updatedAt)) / 60_000);
  };
  expect(await minutes()).toBeNull();
  await editor.revises(id, { rev: 2, kind: "update", urgency: "breaking" });
  expect(await minutes()).toBe(20);
  await editor.revises(id, { rev: 3, kind: "update", urgency: "flash", expiresInMinutes: 60 });
  expect(await minutes()).toBe(60);
  const before = ((await editor.ask("GET", `/v1/stories/${id}`)).json as Story).expiresAt;
  await editor.revises(id, { rev: 4, kind: "update", body: "More." });
  expect(((await editor.ask("GET", `/v1/stories/${id}`)).json as Story).expiresAt).toBe(before);
  await editor.revises(id, { rev: 5, kind: "update", expiresInMinutes: 5 });
  expect(await minutes()).toBe(5);
  await editor.revises(id, { rev: 6, kind: "update", urgency: "routine" });
  expect(await minutes()).toBeNull();
});

test("D5: a retraction is final, and leaves kinds, times and notes", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { editor } = london;
  const secret = "A name to forget";
  const { id } = await editor.posts(aStory({ headline: secret, standfirst: secret, body: secret }));
  await editor.revises(id, { rev: 2, kind: "correction", note: "Another name.", body: `${secret}, again` });
  const taken = await editor.retracts(id, { rev: 3, note: "Both were wrong." });
  const url = `${london.config.site.publicUrl}/story/${id}/retracted`;
  expect(taken).toMatchObject({ id, rev: 3, status: "retracted", seq: 3, url });

  const tombstone = { id, rev: 3, status: "retracted", url, note: "Both were wrong." };
  for (const [method, path, body] of [
    ["GET", `/v1/stories/${id}`],
    ["POST", `/v1/stories/${id}/revisions`, { rev: 4, kind: "update", headline: "Back" }],
    ["POST", `/v1/stories/${id}/retraction`, { rev: 4, note: "Again" }],
    ["DELETE", `/v1/stories/${id}/schedule`],
  ] as const) {
    const answer = await editor.ask(method, path, body);
    expect([answer.status, (answer.json as { story: object }).story], `${method} ${path}`).toEqual([410, tombstone]);
    expect(answer.text).not.toContain(secret);
  }
  const history = await editor.ask("GET", `/v1/stories/${id}/revisions`);
  const at = expect.stringMatching(/Z$/);
  expect(history.json).toEqual({
    revisions: [
      { rev: 1, kind: "new", at },
      { rev: 2, kind: "correction", at, note: "Another name." },
      { rev: 3, kind: "retraction", at, note: "Both were wrong." },
    ],
  });
  expect((await editor.ask("GET", "/v1/stories")).json).toEqual({ stories: [], next: null });
  expect((await editor.ask("GET", new URL(taken.receiptUrl).pathname + new URL(taken.receiptUrl).search)).status).toBe(
    200,
  );
});
