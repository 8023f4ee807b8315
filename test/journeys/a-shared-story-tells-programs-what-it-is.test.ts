import { expect, test } from "vitest";
import { CARD } from "../../server/paper/social-card/card.ts";
import { hostileTexts } from "../support/hostile/hostile-texts.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { plainAsker } from "../support/requests/ask-plainly.ts";

const HOSTILE = '</script><script>alert(1)</script> & "quoted" <!--';

test("R15: an article says what it is, and what was corrected, in data that no text can break", async (t) => {
  const { editor, url, config } = await startLondon(t);
  const texts = { standfirst: "In short", byline: "Ann Reed", topics: ["Rivers", HOSTILE], section: "uk" };
  const story = await editor.posts(aStory({ headline: HOSTILE, ...texts }));
  await editor.revises(story.id, { rev: 2, kind: "correction", note: HOSTILE, body: "Now right." });
  const page = await (await fetch(`${url}/story/${story.id}`)).text();
  const { publishedAt, updatedAt } = (await editor.ask("GET", `/v1/stories/${story.id}`)).json as Times;
  const [data, ...others] = dataIn(page);
  expect(others).toEqual([]);
  expect(data).toMatchObject({
    ...{ "@context": "https://schema.org", "@type": "NewsArticle", headline: HOSTILE, description: "In short" },
    ...{ url: story.url, mainEntityOfPage: story.url, datePublished: publishedAt, dateModified: updatedAt },
    author: [{ "@type": "Person", name: "Ann Reed" }],
    publisher: { "@type": "NewsMediaOrganization", name: "London Daily" },
    ...{ articleSection: "UK", keywords: texts.topics, isAccessibleForFree: true },
    image: [`${config.site.publicUrl}/card/${story.id}/2.png`],
    correction: [{ "@type": "CorrectionComment", text: HOSTILE }],
  });
  expect(page).not.toContain("<script>alert");
  const tags = openGraphIn(page);
  expect(tags).toMatchObject({
    ...{ "og:type": "article", "og:title": HOSTILE, "og:url": story.url, "og:site_name": "London Daily" },
    ...{ "og:image": `${config.site.publicUrl}/card/${story.id}/2.png`, "og:image:width": "1200" },
    ...{ "article:published_time": publishedAt, "article:section": "UK" },
  });
  expect(page).toContain(`<link rel="canonical" href="${story.url}">`);
});

test("R15: the front page says that it is live, and what came last", async (t) => {
  const { editor, url, config } = await startLondon(t);
  expect(dataIn(await (await fetch(url)).text())).toEqual([]);
  const gone = await editor.posts(aStory({ headline: "Gone" }));
  await editor.retracts(gone.id, { rev: 2, note: "Not so." });
  for (let number = 1; number <= 12; number++) await editor.posts(aStory({ headline: `Number ${number}` }));
  const page = await (await fetch(url)).text();
  const [data] = dataIn(page) as [{ liveBlogUpdate: { headline: string }[] }];
  expect(data).toMatchObject({ "@type": "LiveBlogPosting", url: `${config.site.publicUrl}/` });
  expect(data.liveBlogUpdate.map(({ headline }) => headline)).toEqual(
    Array.from({ length: 10 }, (_, place) => `Number ${12 - place}`),
  );
  for (const path of ["/", "/latest", "/section/uk", "/about"]) {
    const tags = openGraphIn(await (await fetch(url + path)).text());
    expect(tags).toMatchObject({ "og:type": "website", "og:url": config.site.publicUrl + path });
  }
});

test("R15, I7: a story has a picture of its present headline, and none once it was taken back", async (t) => {
  const { editor, url } = await startLondon(t);
  const { id } = await editor.posts(aStory({ headline: "A headline for a picture", verification: "unconfirmed" }));
  const ask = plainAsker(t, url);
  const first = await fetch(`${url}/card/${id}/1.png`);
  expect([first.status, first.headers.get("content-type"), first.headers.get("cache-control")]).toEqual([
    ...[200, "image/png", "no-cache"],
  ]);
  expect(sizeOf(Buffer.from(await first.arrayBuffer()))).toEqual(CARD);
  const held = { "If-None-Match": first.headers.get("etag") ?? "" };
  expect((await ask({ method: "GET", path: `/card/${id}/1.png`, headers: held })).status).toBe(304);

  await editor.revises(id, { rev: 2, kind: "correction", note: "Another.", headline: "Another headline" });
  const old = await fetch(`${url}/card/${id}/1.png`, { redirect: "manual" });
  expect([old.status, old.headers.get("location")]).toEqual([302, `/card/${id}/2.png`]);
  expect((await fetch(`${url}/card/${id}/3.png`)).status).toBe(404);
  await editor.retracts(id, { rev: 3, note: "Not so." });
  for (const rev of [1, 2, 3]) expect((await fetch(`${url}/card/${id}/${rev}.png`)).status).toBe(410);
  for (const path of ["/card/x/1.png", "/card/paper.jpg", "/card/00000000-0000-0000-0000-000000000000/1.png"])
    expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
  expect(sizeOf(Buffer.from(await (await fetch(`${url}/card/paper.png`)).arrayBuffer()))).toEqual(CARD);
});

test("R15, C11: of any headline a picture can be made", async (t) => {
  const { editor, url } = await startLondon(t);
  const { texts } = hostileTexts(process.env.LONDON_DAILY_DATA);
  const headlines = [
    ...texts.slice(0, 40),
    "Ärger in Łódź – «quoted»",
    "Хорошие новости",
    "好消息",
    "x".repeat(200),
    "🗞️".repeat(50),
  ];
  const ids: string[] = [];
  for (const headline of headlines) {
    const { status, json } = await editor.ask("POST", "/v1/stories", aStory({ headline }));
    if (status === 201) ids.push((json as { id: string }).id);
  }
  expect(ids.length).toBeGreaterThan(20);
  for (const id of ids) {
    const card = await fetch(`${url}/card/${id}/1.png`);
    expect(sizeOf(Buffer.from(await card.arrayBuffer()))).toEqual(CARD);
  }
});

test("R15: many who ask for pictures at once are served one after the other, or asked to come again", async (t) => {
  const { editor, url } = await startLondon(t);
  const stories = await Promise.all(Array.from({ length: 16 }, () => editor.posts(aStory())));
  const answers = await Promise.all(stories.map(({ id }) => fetch(`${url}/card/${id}/1.png`)));
  for (const { status, headers } of answers) {
    expect([200, 503]).toContain(status);
    expect(headers.get("retry-after")).toBe(status === 503 ? "2" : null);
  }
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(8);
});

interface Times {
  publishedAt: string;
  updatedAt: string;
}

function dataIn(page: string): unknown[] {
  return [...page.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(
    ([, json = ""]) => JSON.parse(json) as unknown,
  );
}

function openGraphIn(page: string): Record<string, string> {
  const tags = page.matchAll(/<meta property="([^"]+)" content="([^"]*)">/g);
  return Object.fromEntries([...tags].map(([, name = "", content = ""]) => [name, unescaped(content)]));
}

function unescaped(text: string): string {
  const plain: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => plain[entity] ?? entity);
}

/** Of a PNG, by its first chunk. */
function sizeOf(png: Buffer): { width: number; height: number } {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}
