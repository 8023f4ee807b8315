import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test("X1: a posted story is on the wire, and reads as it was sent", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { publicUrl } = london.config.site;
  const first = await london.editor.posts(aStory());
  const { status, headers, json } = await london.editor.ask("POST", "/v1/stories", {
    headline: " Tube strike off after late de\u0301al ",
    standfirst: "Trains run again",
    body: "From **5 am**.\n\n<script>alert(1)</script>",
    section: "Politics",
    topics: ["tube", "strikes"],
    urgency: "breaking",
    expiresInMinutes: 30,
    byline: "By a reporter",
    related: [first.id],
    lead: true,
    verification: "unconfirmed",
    ifSimilar: "refuse",
  });
  const taken = json as { id: string; epoch: string };
  const url = `${publicUrl}/story/${taken.id}/tube-strike-off-after-late-deal`;
  const own = `${publicUrl}/v1/stories/${taken.id}`;
  expect(status).toBe(201);
  expect(json).toEqual({
    ...{ id: expect.stringMatching(UUID), rev: 1, status: "published", epoch: expect.stringMatching(/^[0-9a-z]{12}$/) },
    ...{ seq: 2, url, receiptUrl: `${own}/receipt?rev=1` },
  });
  expect(headers.get("location")).toBe(own);

  const read = await london.editor.ask("GET", `/v1/stories/${taken.id}`, undefined, { token: null });
  expect(read.status).toBe(200);
  const story = read.json as { publishedAt: string; expiresAt: string; bodyHtml: string };
  expect(story).toEqual({
    ...{ id: taken.id, rev: 1, status: "published", headline: "Tube strike off after late déal" },
    ...{ standfirst: "Trains run again", excerpt: "From 5 am. <script>alert(1)</script>", section: "politics" },
    ...{ urgency: "breaking", verification: "unconfirmed", lead: true, url },
    ...{
      publishedAt: expect.stringMatching(TIME),
      updatedAt: story.publishedAt,
      expiresAt: expect.stringMatching(TIME),
    },
    ...{ body: "From **5 am**.\n\n<script>alert(1)</script>", bodyHtml: expect.any(String), byline: "By a reporter" },
    ...{ topics: ["tube", "strikes"], related: [first.id] },
  });
  expect(Date.parse(story.expiresAt) - Date.parse(story.publishedAt)).toBe(30 * 60_000);
  expect(story.bodyHtml).toContain("<strong>5 am</strong>");
  expect(story.bodyHtml).not.toContain("<script");
});

test("X1: what is left out has its default", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { id } = await london.editor.posts({ headline: "Just a headline", section: "uk" });
  const { json } = await london.editor.ask("GET", `/v1/stories/${id}`);
  expect(json).toMatchObject({
    standfirst: "",
    excerpt: "",
    body: "",
    bodyHtml: "",
    byline: "",
    topics: [],
    related: [],
  });
  expect(json).toMatchObject({ urgency: "routine", verification: "confirmed", lead: false });
  expect(Object.keys(json as object)).not.toContain("expiresAt");
  expect(Object.keys(json as object)).not.toContain("note");

  const flash = await london.editor.posts(aStory({ urgency: "flash" }));
  const alert = (await london.editor.ask("GET", `/v1/stories/${flash.id}`)).json as {
    expiresAt: string;
    publishedAt: string;
  };
  expect(Date.parse(alert.expiresAt) - Date.parse(alert.publishedAt)).toBe(20 * 60_000);
});

test("X1: the list goes from the newest first publication to the first, page by page", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const posted: string[] = [];
  for (let i = 0; i < 7; i++) posted.push((await london.editor.posts(aStory({ section: i % 2 ? "uk" : "world" }))).id);
  const [oldest = "", , third = ""] = posted;
  await london.editor.revises(oldest, { rev: 2, kind: "update", body: "Updates stay in place." });
  await london.editor.retracts(third, { rev: 2, note: "Wrong." });
  const newestFirst = posted.filter((id) => id !== third).reverse();

  const pageOf = async (path: string) => {
    const { status, json } = await london.editor.ask("GET", path, undefined, { token: null });
    expect(status).toBe(200);
    return json as { stories: { id: string; body: string }[]; next: string | null };
  };
  const whole = await pageOf("/v1/stories");
  expect(whole.stories.map(({ id }) => id)).toEqual(newestFirst);
  expect(whole.next).toBeNull();
  expect(whole.stories.at(-1)?.body).toBe("Updates stay in place.");

  const got: string[] = [];
  for (let path: string | null = "/v1/stories?limit=4"; path; ) {
    const page = await pageOf(path);
    got.push(...page.stories.map(({ id }) => id));
    if (page.next) expect(page.next.startsWith(`${london.config.site.publicUrl}/v1/stories?`)).toBe(true);
    path = page.next?.slice(london.config.site.publicUrl.length) ?? null;
  }
  expect(got).toEqual(newestFirst);

  const uk = await pageOf("/v1/stories?section=uk&limit=2");
  const ukRest = await pageOf(uk.next?.slice(london.config.site.publicUrl.length) ?? "");
  expect([...uk.stories, ...ukRest.stories].map(({ id }) => id)).toEqual([posted[5], posted[3], posted[1]]);
  expect(ukRest.next).toBeNull();
  expect((await pageOf("/v1/stories?section=sport")).stories).toEqual([]);
});

test("X1: reads answer HEAD, and 304 to whoever has them already", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { id } = await london.editor.posts(aStory());
  for (const path of [`/v1/stories/${id}`, `/v1/stories/${id}/revisions`, "/v1/stories", "/v1/openapi.json"]) {
    const read = await london.editor.ask("GET", path, undefined, { token: null });
    const etag = read.headers.get("etag") ?? "";
    expect(read.headers.get("cache-control"), path).toBe("no-cache");
    const head = await london.editor.ask("HEAD", path, undefined, { token: null });
    expect([head.status, head.text, head.headers.get("etag")], path).toEqual([200, "", etag]);
    const again = await london.editor.ask("GET", path, undefined, { token: null, headers: { "If-None-Match": etag } });
    expect([again.status, again.text], path).toEqual([304, ""]);
  }
  const before = (await london.editor.ask("GET", `/v1/stories/${id}`)).headers.get("etag") ?? "";
  await london.editor.revises(id, { rev: 2, kind: "update", body: "New." });
  const after = await london.editor.ask("GET", `/v1/stories/${id}`, undefined, {
    headers: { "If-None-Match": before },
  });
  expect(after.status).toBe(200);
});
