import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { type London, startLondon } from "../support/paper/start-london.ts";
import type { AskOptions } from "../support/people/editor.ts";
import { aStory } from "../support/people/editor.ts";

const NOBODY = randomUUID();
const text = { headers: { "Content-Type": "text/plain" } };
const gzip = { headers: { "Content-Encoding": "gzip" } };
const anonymous = { token: null };
const stranger = { token: "x".repeat(40) };
const huge = { headline: "x".repeat(600_000), section: "uk" };

/** What is asked, and the status and kind of problem that it gets. Paths: {live}, {due}, {gone}, {nobody}. */
type Row = [method: string, path: string, body: unknown, options: AskOptions, status: number, kind: string];
const story = aStory();
const update = { rev: 2, kind: "update" };

const REFUSALS: Row[] = [
  // Who asks: before anything else.
  ["POST", "/v1/stories", story, anonymous, 401, "unauthenticated"],
  ["POST", "/v1/stories", story, stranger, 401, "unauthenticated"],
  ["POST", "/v1/stories", "{", { ...anonymous, ...text }, 401, "unauthenticated"],
  ["POST", "/v1/stories", huge, anonymous, 401, "unauthenticated"],
  ["POST", "/v1/stories/{nobody}/revisions", update, anonymous, 401, "unauthenticated"],
  ["POST", "/v1/stories/{gone}/retraction", {}, stranger, 401, "unauthenticated"],
  ["DELETE", "/v1/stories/{due}/schedule", undefined, anonymous, 401, "unauthenticated"],
  ["GET", "/v1/stories/{live}/receipt", undefined, anonymous, 401, "unauthenticated"],
  ["GET", "/v1/stories/{nobody}/receipt?rev=x", undefined, stranger, 401, "unauthenticated"],
  ["POST", "/v1/stories", story, { headers: { Authorization: "Basic eDp5" } }, 401, "unauthenticated"],
  // What about: before the body.
  ["POST", "/v1/stories/{nobody}/revisions", "{", text, 404, "not-found"],
  ["POST", "/v1/stories/no-uuid/revisions", update, {}, 404, "not-found"],
  ["POST", "/v1/stories/{nobody}/retraction", huge, {}, 404, "not-found"],
  ["DELETE", "/v1/stories/{nobody}/schedule", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{nobody}", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/no-uuid", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{due}", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{nobody}/revisions", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{due}/revisions", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{nobody}/receipt", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{live}/receipt?rev=2", undefined, {}, 404, "not-found"],
  ["GET", "/v1/nothing", undefined, {}, 404, "not-found"],
  ["GET", "/v1", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/", undefined, {}, 404, "not-found"],
  ["GET", "/no/such/page", undefined, {}, 404, "not-found"],
  ["GET", "/v1/stories/{gone}", undefined, {}, 410, "gone"],
  ["POST", "/v1/stories/{gone}/revisions", "{", text, 410, "gone"],
  ["POST", "/v1/stories/{gone}/revisions", {}, {}, 410, "gone"],
  ["POST", "/v1/stories/{gone}/revisions", { rev: 3, kind: "update" }, {}, 410, "gone"],
  ["POST", "/v1/stories/{gone}/retraction", { rev: 3, note: "Again" }, { key: null }, 410, "gone"],
  ["POST", "/v1/stories/{gone}/retraction", { rev: 3, note: "Again" }, {}, 410, "gone"],
  ["DELETE", "/v1/stories/{gone}/schedule", undefined, {}, 410, "gone"],
  // Media type and size: before key and content.
  ["POST", "/v1/stories", "headline=x", { ...text, key: null }, 415, "not-json"],
  ["POST", "/v1/stories", story, { headers: { "Content-Type": "application/json; charset=latin1" } }, 415, "not-json"],
  ["POST", "/v1/stories", story, { headers: { "Content-Type": "application/jsonp" } }, 415, "not-json"],
  ["POST", "/v1/stories", story, { headers: { "Content-Type": "nonsense" } }, 415, "not-json"],
  ["POST", "/v1/stories", story, gzip, 415, "not-json"],
  ["POST", "/v1/stories/{live}/revisions", update, text, 415, "not-json"],
  ["POST", "/v1/stories", huge, { key: null }, 413, "too-large"],
  ["POST", "/v1/stories/{live}/retraction", huge, {}, 413, "too-large"],
  // Key and form of the body.
  ["POST", "/v1/stories", story, { key: null }, 400, "idempotency-key"],
  ["POST", "/v1/stories", story, { key: "" }, 400, "idempotency-key"],
  ["POST", "/v1/stories", story, { key: "two words" }, 400, "idempotency-key"],
  ["POST", "/v1/stories", story, { key: "clé" }, 400, "idempotency-key"],
  ["POST", "/v1/stories", story, { key: "k".repeat(256) }, 400, "idempotency-key"],
  ["POST", "/v1/stories", { headline: "" }, { key: null }, 400, "idempotency-key"],
  ["POST", "/v1/stories", undefined, {}, 400, "unreadable-request"],
  ["POST", "/v1/stories", "", { headers: { "Content-Type": "application/json" } }, 400, "unreadable-request"],
  ["POST", "/v1/stories", '{"headline":"cut', {}, 400, "unreadable-request"],
  ["POST", "/v1/stories", "{'headline':'A'}", {}, 400, "unreadable-request"],
  ["POST", "/v1/stories", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, {}, 400, "unreadable-request"],
  ["GET", "/v1/stories/%E0%A4%A", undefined, {}, 400, "unreadable-request"],
  ["GET", "/%", undefined, {}, 400, "unreadable-request"],
  // Content.
  ["POST", "/v1/stories", [], {}, 422, "invalid"],
  ["POST", "/v1/stories", "null", {}, 422, "invalid"],
  ["POST", "/v1/stories", { section: "uk" }, {}, 422, "invalid"],
  ["POST", "/v1/stories", { ...story, headline: "a\u0000b" }, {}, 422, "invalid"],
  ["POST", "/v1/stories", { ...story, related: [NOBODY] }, {}, 422, "invalid"],
  ["POST", "/v1/stories", { ...story, expiresInMinutes: 5 }, {}, 422, "invalid"],
  ["POST", "/v1/stories", { ...story, ifSimilar: "refuse" }, {}, 422, "invalid"],
  ["POST", "/v1/stories", { ...story, holdSeconds: 8, releaseAt: "2020-01-01T00:00:00Z" }, {}, 422, "invalid"],
  ["POST", "/v1/stories", '{"headline":"A","section":"uk","__proto__":{"lead":true}}', {}, 422, "invalid"],
  ["POST", "/v1/stories/{live}/revisions", { rev: 9, kind: "correction" }, {}, 422, "invalid"],
  ["POST", "/v1/stories/{live}/revisions", { ...update, expiresInMinutes: 5 }, {}, 422, "invalid"],
  [
    "POST",
    "/v1/stories/{live}/revisions",
    { rev: 2, kind: "label", verification: "confirmed", lead: true },
    {},
    422,
    "invalid",
  ],
  ["POST", "/v1/stories/{live}/retraction", { rev: 2 }, {}, 422, "invalid"],
  ["POST", "/v1/stories/{live}/retraction", { rev: 2, note: " " }, {}, 422, "invalid"],
  ["POST", "/v1/stories/{due}/retraction", { rev: 2, note: "x".repeat(401) }, {}, 422, "invalid"],
  ["GET", "/v1/stories?limit=0", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?limit=101", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?limit=many", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?limit=", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?limit=1&limit=2", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?before=yesterday", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?before=-1", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories?section=gossip", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories/{live}/receipt?rev=x", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories/{live}/receipt?rev=0", undefined, {}, 422, "invalid"],
  ["GET", "/v1/stories/{live}/receipt?rev=99999999999", undefined, {}, 422, "invalid"],
  // State.
  ["POST", "/v1/stories/{live}/revisions", { rev: 1, kind: "update" }, {}, 409, "stale"],
  ["POST", "/v1/stories/{live}/revisions", { rev: 0, kind: "update" }, {}, 409, "stale"],
  ["POST", "/v1/stories/{live}/revisions", { rev: 3, kind: "update" }, {}, 409, "stale"],
  ["POST", "/v1/stories/{live}/retraction", { rev: 1, note: "Wrong" }, {}, 409, "stale"],
  ["POST", "/v1/stories/{live}/retraction", { rev: 7, note: "Wrong" }, {}, 409, "stale"],
  ["POST", "/v1/stories/{live}/revisions", { ...update, holdSeconds: 8 }, {}, 409, "released"],
  ["POST", "/v1/stories/{live}/revisions", { ...update, releaseAt: "2020-01-01T00:00:00Z" }, {}, 409, "released"],
  ["POST", "/v1/stories/{due}/retraction", { rev: 2, note: "Wrong" }, {}, 409, "unreleased"],
  ["DELETE", "/v1/stories/{live}/schedule", undefined, {}, 409, "released"],
  // Method.
  ["PUT", "/v1/stories", story, {}, 405, "wrong-method"],
  ["DELETE", "/v1/stories/{live}", undefined, {}, 405, "wrong-method"],
  ["GET", "/v1/stories/{live}/retraction", undefined, {}, 405, "wrong-method"],
  ["POST", "/v1/events", {}, {}, 405, "wrong-method"],
];

test("X1: every refusal has its status, its kind and the order of the contract, and leaves nothing", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const ids = await threeStories(london);
  const before = await countRows(london);
  for (const [method, path, body, options, status, kind] of REFUSALS) {
    const address = path.replace(/\{(\w+)\}/, (_, name: string) => ids.get(name) ?? "");
    const answer = await london.editor.ask(method, address, body, options);
    const told = `${method} ${path} ${JSON.stringify(body)?.slice(0, 80)} ${JSON.stringify(options).slice(0, 60)}`;
    expect([answer.status, answer.headers.get("content-type")], told).toEqual([status, "application/problem+json"]);
    expect(answer.json, told).toMatchObject({
      ...{ type: `${london.config.site.publicUrl}/problems/${kind}`, title: expect.any(String), status },
      detail: expect.any(String),
    });
    if (kind === "invalid") expect((answer.json as { errors: unknown[] }).errors[0], told).toHaveProperty("pointer");
    if (status === 401) expect(answer.headers.get("www-authenticate"), told).toMatch(/^Bearer/);
  }
  expect(await countRows(london)).toEqual(before);
});

test("X1: a problem tells what its reader needs next", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { editor, config } = london;
  const ids = await threeStories(london);
  const { publicUrl } = config.site;

  const stale = await editor.ask("POST", `/v1/stories/${ids.get("live")}/revisions`, { rev: 9, kind: "update" });
  expect(stale.json).toMatchObject({ current: 1 });
  const id = ids.get("gone") ?? "";
  const url = `${publicUrl}/story/${id}/retracted`;
  expect((await editor.ask("GET", `/v1/stories/${id}`)).json).toMatchObject({
    story: { id, rev: 2, status: "retracted", url, note: "It never happened" },
  });
  expect((await editor.ask("PUT", "/v1/stories")).headers.get("allow")).toBe("POST, GET, HEAD");
  const two = await editor.ask("POST", "/v1/stories", { headline: "", section: "uk", topics: ["a", ""], "x/y": 1 });
  expect((two.json as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual([
    ...["/headline", "/topics/1", "/x~1y"],
  ]);

  for (const answer of [stale, two]) {
    const { type, title } = answer.json as { type: string; title: string };
    const path = type.slice(publicUrl.length);
    expect((await editor.ask("GET", path)).json).toMatchObject({ type, title, remedy: expect.any(String) });
    const page = await editor.ask("GET", path, undefined, { headers: { Accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.text).toContain(`<h1>${title}</h1>`);
  }
  expect((await editor.ask("GET", "/problems/none")).status).toBe(404);
});

test("X1: a body that is no UTF-8, or longer than it says, is refused and nothing of it is kept", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const send = (body: BodyInit, more: object = {}) =>
    fetch(`${london.url}/v1/stories`, {
      method: "POST",
      headers: { Authorization: `Bearer ${london.token}`, "Content-Type": "application/json", "Idempotency-Key": "k" },
      body,
      ...more,
    });
  const latin1 = Buffer.from('{"headline":"Caf\xe9","section":"uk"}', "latin1");
  expect((await send(latin1)).status).toBe(400);
  const chunk = new Uint8Array(64 * 1024).fill(32);
  const endless = new ReadableStream({
    start: (controller) => {
      for (let i = 0; i < 9; i++) controller.enqueue(chunk);
      controller.close();
    },
  });
  expect((await send(endless, { duplex: "half" })).status).toBe(413);
  const withMark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(aStory()))]);
  expect((await send(withMark)).status).toBe(201);
});

test("X1: who hangs up while sending has sent nothing", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { port, hostname } = new URL(london.url);
  const caller = connect(Number(port), hostname);
  const body = JSON.stringify(aStory());
  caller.write(
    `POST /v1/stories HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${london.token}\r\nIdempotency-Key: cut\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await once(caller, "data"); // it has been let in
  caller.write(body.slice(0, -1));
  caller.resetAndDestroy();
  expect((await london.editor.posts(aStory(), { key: "cut" })).seq).toBe(1);
});

/** One that is out, one that waits, one that was taken back. */
async function threeStories({ editor }: London): Promise<Map<string, string>> {
  const live = await editor.posts(aStory());
  const due = await editor.posts(aStory({ holdSeconds: 600 }));
  const gone = await editor.posts(aStory());
  await editor.retracts(gone.id, { rev: 2, note: "It never happened" });
  return new Map(Object.entries({ live: live.id, due: due.id, gone: gone.id, nobody: NOBODY }));
}

async function countRows({ store }: London): Promise<unknown> {
  const counts = ["story", "revision", "event", "idempotency"] as const;
  return Promise.all(
    counts.map((table) => store.selectFrom(table).select(store.fn.countAll().as("rows")).executeTakeFirst()),
  );
}
