import { type IncomingMessage, request } from "node:http";
import { gunzipSync } from "node:zlib";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const FEEDS = ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"];

interface Got {
  status: number;
  headers: IncomingMessage["headers"];
  bytes: Buffer;
}

test("R15: feeds and the sitemap come compressed, and 304 until something changes", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ body: "Words. ".repeat(200) }));
  for (const path of [...FEEDS, "/feeds/rss.xml?section=uk", "/news-sitemap.xml"]) {
    const plain = await ask(url + path);
    expect([path, plain.status, plain.headers["cache-control"]]).toEqual([path, 200, "no-cache"]);
    expect(plain.headers["content-type"]).toMatch(/; charset=utf-8$/);
    expect(plain.headers["access-control-allow-origin"]).toBe("*");
    const gzip = await ask(url + path, { "Accept-Encoding": "gzip" });
    expect([gzip.headers["content-encoding"], gzip.headers.vary]).toEqual(["gzip", "Accept-Encoding"]);
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    const etag = plain.headers.etag ?? "";
    expect((await ask(url + path, { "If-None-Match": etag })).status).toBe(304);
    await editor.posts(aStory());
    expect((await ask(url + path, { "If-None-Match": etag })).status).toBe(200);
  }
});

test("R15: a feed of a section that is none is not there, for programs and for people", async (t) => {
  const { url } = await startLondon(t);
  for (const path of FEEDS)
    for (const query of ["?section=nonsense", "?section=", "?section=uk&section=world"]) {
      const { status, headers } = await ask(url + path + query, { Accept: "*/*" });
      expect([query, status, headers["content-type"]]).toEqual([query, 404, "application/problem+json"]);
      expect((await ask(url + path + query, { Accept: "text/html" })).headers["content-type"]).toContain("text/html");
    }
  for (const path of FEEDS) expect((await ask(`${url + path}?section=sport&utm_source=x`)).status).toBe(200);
});

test("R15: the news sitemap has what was published within two days, and robots are told of it", async (t) => {
  const { editor, url, store, config } = await startLondon(t);
  const { publicUrl } = config.site;
  const old = await editor.posts(aStory({ headline: "Old" }));
  await sql`update story set published_at = clock_timestamp() - interval '49 hours' where id = ${old.id}`.execute(
    store,
  );
  const gone = await editor.posts(aStory({ headline: "Gone" }));
  await editor.retracts(gone.id, { rev: 2, note: "Wrong." });
  const news = await editor.posts(aStory({ headline: "A < B & C" }));
  const text = (await ask(`${url}/news-sitemap.xml`)).bytes.toString();
  expect([...text.matchAll(/<loc>(.*)<\/loc>/g)].map(([, address]) => address)).toEqual([news.url]);
  expect(text).toContain("<news:title>A &lt; B &amp; C</news:title>");
  expect(text).toMatch(/<news:name>London Daily<\/news:name><news:language>en<\/news:language>/);
  const { publishedAt } = (await editor.ask("GET", `/v1/stories/${news.id}`)).json as { publishedAt: string };
  expect(text).toContain(`<news:publication_date>${publishedAt}</news:publication_date>`);

  const robots = await ask(`${url}/robots.txt`);
  expect(robots.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(robots.bytes.toString()).toContain(`\nSitemap: ${publicUrl}/news-sitemap.xml\n`);
});

test("X3: a correction and a retraction of a story that is no longer among the newest are told", async (t) => {
  const { editor, url } = await startLondon(t);
  const corrected = await editor.posts(aStory({ headline: "Corrected" }));
  const gone = await editor.posts(aStory({ headline: "Gone" }));
  const passed = await editor.posts(aStory({ headline: "Passed" }));
  for (let i = 0; i < 50; i++) await editor.posts(aStory());
  await editor.revises(corrected.id, { rev: 2, kind: "correction", note: "It was so." });
  await editor.retracts(gone.id, { rev: 2, note: "It was not so." });
  const { items } = JSON.parse((await ask(`${url}/feeds/feed.json`)).bytes.toString()) as { items: { id: string }[] };
  const ids = items.map(({ id }) => id.replace("urn:uuid:", ""));
  expect(ids).toHaveLength(52);
  expect(ids.slice(50)).toEqual([gone.id, corrected.id]);
  expect(ids).not.toContain(passed.id);
});

test("R15: every page names its feeds and its icon, and the icon is there", async (t) => {
  const { url } = await startLondon(t);
  const front = (await ask(url)).bytes.toString();
  for (const path of FEEDS) expect(front).toMatch(new RegExp(`<link rel="alternate"[^>]* href="${path}">`));
  expect((await ask(`${url}/section/uk`)).bytes.toString()).toContain('href="/feeds/atom.xml?section=uk"');
  for (const [path, type, begin] of [
    ["/favicon.svg", "image/svg+xml", "<svg"],
    ["/favicon.ico", "image/x-icon", "\u0000\u0000\u0001\u0000"],
  ]) {
    if (path !== undefined) expect(front).toContain(`href="${path}"`);
    const icon = await ask(url + path);
    expect([icon.status, icon.headers["content-type"]]).toEqual([200, type]);
    expect(icon.bytes.toString("latin1").startsWith(begin ?? "")).toBe(true);
  }
});

/** Not `fetch`: it unpacks by itself, and asks caches to forget. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Got> {
  return new Promise((resolve, fail) => {
    const sent = request(url, { headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
    });
    sent.once("error", fail).end();
  });
}
