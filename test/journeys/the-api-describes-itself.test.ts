import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { blankFields } from "../../client/desk/draft/blank.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { type Answer, aStory } from "../support/people/editor.ts";
import { anItem } from "../support/people/inbox-rows.ts";
import { type ApiDocument, checkerOf, describedAnswer } from "../support/requests/api-document.ts";
import { servedRoutes } from "../support/requests/served-routes.ts";

/** What is not the API: its own description, the pages that explain it, and those of the desk and of the mailing. */
const ABOUT = /^\/v1\/(docs|openapi\.json|asyncapi\.json)|^\/problems|^\/(desk|newsletters)(\/|$)/;

test("X1: every call that is served is described, and none other", async (t) => {
  const { paths, openapi } = await readDocument(await startLondon(t, { workers: 0 }));
  expect(openapi).toBe("3.1.0");
  const served = servedRoutes()
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`)
    .filter((call) => !ABOUT.test(call.replace(/^\w+ /, "")));
  const described = Object.entries(paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(served.sort());
  expect(served.length).toBeGreaterThanOrEqual(12);
});

test("X1: the answers are as they are described", async (t) => {
  const london = await startLondon(t);
  const document = await readDocument(london);
  const { editor } = london;
  const first = await editor.posts(aStory({ urgency: "flash", topics: ["a"] }));
  const held = await editor.posts(aStory({ holdSeconds: 600 }));
  const gone = await editor.posts(aStory());
  await editor.retracts(gone.id, { rev: 2, note: "Wrong." });
  const draft = randomUUID();
  const waiting = await anItem(london);
  const story = aStory({ related: [first.id], urgency: "breaking" });

  const calls: [method: string, path: string, id: string, status: number, body?: unknown][] = [
    ["POST", "/v1/stories", "", 201, story],
    ["POST", "/v1/stories", "", 201, { ...story, releaseAt: new Date(Date.now() + 3_600_000).toISOString() }],
    ["POST", "/v1/stories", "", 409, { ...story, ifSimilar: "refuse" }],
    ["POST", "/v1/stories", "", 422, { ...story, lead: 1 }],
    ["POST", "/v1/stories", "", 400, "{"],
    ["POST", "/v1/stories/{id}/revisions", first.id, 201, { rev: 2, kind: "correction", note: "Not so." }],
    ["POST", "/v1/stories/{id}/revisions", first.id, 409, { rev: 2, kind: "update" }],
    ["POST", "/v1/stories/{id}/revisions", gone.id, 410, { rev: 3, kind: "update" }],
    ["POST", "/v1/stories/{id}/retraction", held.id, 409, { rev: 2, note: "Wrong." }],
    ["DELETE", "/v1/stories/{id}/schedule", held.id, 204],
    ["DELETE", "/v1/stories/{id}/schedule", first.id, 409],
    ["GET", "/v1/stories/{id}", first.id, 200],
    ["GET", "/v1/stories/{id}", held.id, 404],
    ["GET", "/v1/stories/{id}", gone.id, 410],
    ["GET", "/v1/stories/{id}/revisions", first.id, 200],
    ["GET", "/v1/stories/{id}/revisions", gone.id, 200],
    ["GET", "/v1/stories/{id}/ninjs", first.id, 200],
    ["GET", "/v1/stories/{id}/ninjs", held.id, 404],
    ["GET", "/v1/stories/{id}/ninjs", gone.id, 200],
    ["GET", "/v1/ninjs", "", 200],
    ["GET", "/v1/stories/{id}/receipt", first.id, 200],
    ["GET", "/v1/stories/{id}/receipt", held.id, 200],
    ["GET", "/v1/stories", "", 200],
    ["GET", "/v1/events", "", 200],
    ["GET", "/v1/me", "", 200],
    ["GET", "/livez", "", 200],
    ["GET", "/readyz", "", 200],
    ["PUT", "/v1/desk/drafts/{id}", draft, 200, { version: 1, state: "writing", fields: blankFields("uk") }],
    ["PUT", "/v1/desk/drafts/{id}", draft, 409, { version: 5, state: "ready", fields: blankFields("uk") }],
    ["PUT", "/v1/desk/drafts/{id}", draft, 422, { version: 0 }],
    ["GET", "/v1/desk/drafts", "", 200],
    ["GET", "/v1/desk/drafts/{id}", draft, 200],
    ["DELETE", "/v1/desk/drafts/{id}", draft, 204],
    ["GET", "/v1/desk/drafts/{id}", draft, 404],
    ["GET", "/v1/desk/stories", "", 200],
    ["GET", "/v1/desk/stories/{id}", first.id, 200],
    ["GET", "/v1/desk/stories/{id}", gone.id, 200],
    ["GET", "/v1/desk/stories/{id}", held.id, 200],
    ["GET", "/v1/desk/strip", "", 200],
    ["GET", "/v1/desk/related?headline=Tube%20strike", "", 200],
    ["GET", "/v1/desk/related", "", 422],
    ["GET", "/v1/desk/inbox", "", 200],
    ["GET", "/v1/desk/inbox?source=no", "", 422],
    ["GET", "/v1/desk/inbox/{id}", waiting, 200],
    ["GET", "/v1/desk/inbox/{id}", draft, 404],
    ["POST", "/v1/desk/inbox/{id}/take", waiting, 200, { draft }],
    ["POST", "/v1/desk/inbox/{id}/take", waiting, 409, { draft: first.id }],
    ["POST", "/v1/desk/inbox/{id}/take", waiting, 422, {}],
    ["POST", "/v1/desk/inbox/dismissals", "", 200, { items: [waiting] }],
    ["POST", "/v1/desk/inbox/dismissals", "", 422, { items: [] }],
    ["POST", "/v1/newsletters/{slug}/subscriptions", "the-week", 202, { email: "name@example.org" }],
    ["POST", "/v1/newsletters/{slug}/subscriptions", "the-week", 422, { email: "name" }],
    ["POST", "/v1/newsletters/{slug}/subscriptions", "none", 404, { email: "name@example.org" }],
    ["POST", "/v1/mail/events", "", 404, {}],
    ["POST", "/v1/desk/preview", "", 200, { body: "Some *text*." }],
    ...issueCalls(first.id),
    ["POST", "/v1/desk/preview", "", 422, { text: "" }],
  ];
  for (const [method, path, id, status, body] of calls) {
    const answer = await editor.ask(method, path.replace(/\{\w+\}/, id), body);
    expect(
      [answer.status, faultsOf(document, method, path.replace(/\?.*/, ""), answer)],
      `${method} ${path} ${answer.text}`,
    ).toEqual([status, []]);
  }
});

/** Of issues: what the contract names, and what the desk asks. */
function issueCalls(story: string): [method: string, path: string, id: string, status: number, body?: unknown][] {
  const text = { newsletter: "the-week", subject: "This week", intro: "Good *morning*.", storyIds: [story] };
  const post = "/v1/newsletters/{slug}/issues";
  const [issue, missing] = [randomUUID(), randomUUID()];
  return [
    ["GET", "/v1/newsletters", "", 200],
    ["POST", post, "the-week", 201, { subject: "This week", storyIds: [story] }],
    ["POST", post, "the-week", 201, { subject: "A digest" }],
    ["POST", post, "the-week", 422, { subject: "This week", storyIds: [missing] }],
    ["POST", post, "the-week", 422, { subject: " " }],
    ["POST", post, "none", 404, { subject: "None" }],
    ["GET", "/v1/desk/newsletters", "", 200],
    ["GET", "/v1/desk/newsletters/{slug}/digest", "morning-briefing", 200],
    ["PUT", "/v1/desk/issues/{id}", issue, 200, { version: 1, ...text }],
    ["PUT", "/v1/desk/issues/{id}", issue, 409, { version: 3, ...text }],
    ["GET", "/v1/desk/issues/{id}", issue, 200],
    ["GET", "/v1/desk/issues", "", 200],
    ["POST", "/v1/desk/issues/preview", "", 200, text],
    ["POST", "/v1/desk/issues/test", "", 422, text],
    ["POST", "/v1/desk/issues/{id}/start", issue, 409, { version: 7 }],
    ["POST", "/v1/desk/issues/{id}/start", issue, 204, { version: 1 }],
    ["POST", "/v1/desk/issues/{id}/start", issue, 409, { version: 1 }],
    ["PUT", "/v1/desk/issues/{id}", issue, 409, { version: 2, ...text }],
    ["GET", "/v1/desk/issues/{id}/doubtful", issue, 200],
    ["POST", "/v1/desk/issues/{id}/state", missing, 404, { to: "paused" }],
  ];
}

test("X1: the examples of the description are accepted", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { paths } = await readDocument(london);
  const exampleOf = (path: string) => paths[path]?.post?.requestBody?.content["application/json"]?.example ?? {};
  const { id } = await london.editor.posts(exampleOf("/v1/stories"));
  expect((await london.editor.revises(id, exampleOf("/v1/stories/{id}/revisions"))).rev).toBe(2);
  const retraction = exampleOf("/v1/stories/{id}/retraction") as { rev: number; note: string };
  expect((await london.editor.retracts(id, retraction)).status).toBe("retracted");
});

test("X1: what the description allows to be sent is what is taken", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const document = await readDocument(london);
  const schema = document.paths["/v1/stories"]?.post?.requestBody?.content["application/json"]?.schema ?? {};
  const described = checkerOf(document, schema);
  for (const differences of [
    {},
    { lead: "yes" },
    { extra: 1 },
    { headline: "x".repeat(201) },
    { topics: [7] },
    { urgency: "x" },
  ]) {
    const story = aStory(differences);
    const { status } = await london.editor.ask("POST", "/v1/stories", story);
    expect(described.safeParse(story).success, JSON.stringify(differences)).toBe(status === 201);
  }
});

test("X1: the description has a page, drawn from our own files", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const page = await london.editor.ask("GET", "/v1/docs", undefined, { token: null });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const files = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(files).toContain("/v1/openapi.json");
  expect(page.text).not.toMatch(/(src|href)="https?:/);
  for (const path of files) expect((await london.editor.ask("GET", path)).status, path).toBe(200);
  expect((await london.editor.ask("GET", "/v1/docs/swagger-initializer.js")).status).toBe(404);
});

async function readDocument({ editor }: London): Promise<ApiDocument> {
  const { status, json } = await editor.ask("GET", "/v1/openapi.json", undefined, { token: null });
  expect(status).toBe(200);
  return json as ApiDocument;
}

/** Where an answer is not as the document describes it. */
function faultsOf(document: ApiDocument, method: string, path: string, { status, json }: Answer): unknown[] {
  if (status === 204) return [];
  const checker = describedAnswer(document, method, path, status);
  return checker ? (checker.safeParse(json).error?.issues ?? []) : [`${status} is not described`];
}
