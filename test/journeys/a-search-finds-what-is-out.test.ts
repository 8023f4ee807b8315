import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanQuery, markWords, searchStories } from "../../core/store/stories/search.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor } from "../support/people/editor.ts";
import { type ApiDocument, describedAnswer } from "../support/requests/api-document.ts";

interface Found {
  id: string;
  headline: string;
  section: string;
  score: number;
}

test("R12: a search finds the words of a headline before a standfirst's, and these before a body's", async (t) => {
  const { editor } = await startLondon(t);
  await editor.posts(aStory({ headline: "Quiet day", body: "The river, the river, the river, rivers. ".repeat(30) }));
  await editor.posts(aStory({ headline: "Loud day", standfirst: "A river rose" }));
  await editor.posts(aStory({ headline: "Rivers rise", section: "world" }));
  await editor.posts(aStory({ headline: "Nothing of it" }));
  const found = await search(editor, "river");
  expect(found.map(({ headline }) => headline)).toEqual(["Rivers rise", "Loud day", "Quiet day"]);
  for (const { score } of found) expect(score > 0 && score <= 1).toBe(true);
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));

  expect((await search(editor, "river", "&limit=1")).map(({ headline }) => headline)).toEqual(["Rivers rise"]);
  expect((await search(editor, "river", "&section=uk")).map(({ section }) => section)).toEqual(["uk", "uk"]);
  expect(await search(editor, "river -rise")).toHaveLength(2);
  expect(await search(editor, '"rivers rise"')).toHaveLength(1);
  expect(await search(editor, "quiet or loud")).toHaveLength(2);
  expect(await search(editor, "-river")).toEqual([]);
});

test("R12: a headline is found although the words are mistyped, after all that has them as they are", async (t) => {
  const { editor } = await startLondon(t);
  await editor.posts(aStory({ headline: "Westminster Bridge closes for a year" }));
  await editor.posts(aStory({ headline: "Parliament sits late", body: "In Westminister, as some write it." }));
  await editor.posts(aStory({ headline: "Cup goes north" }));
  const headlines = async (q: string) => (await search(editor, q)).map(({ headline }) => headline);
  expect(await headlines("Westminister")).toEqual(["Parliament sits late", "Westminster Bridge closes for a year"]);
  for (const q of ["westminser brige", "Wesminster", "bridge clsoes"])
    expect([q, (await headlines(q))[0]]).toEqual([q, "Westminster Bridge closes for a year"]);
  expect(await headlines("zebra crossing")).toEqual([]);
});

test("R12, I7: only the present text of what is out is found", async (t) => {
  const london = await startLondon(t);
  const { editor } = london;
  const releaseAt = new Date(Date.now() + 3_600_000).toISOString();
  await editor.posts(aStory({ headline: "Embargoed kingfisher", releaseAt }));
  await editor.posts(aStory({ headline: "Held kingfisher", holdSeconds: 600 }));
  const gone = await editor.posts(aStory({ headline: "Wrong kingfisher", body: "kingfisher" }));
  const changed = await editor.posts(aStory({ headline: "A kingfisher", standfirst: "Blue" }));
  expect((await search(editor, "kingfisher")).map(({ id }) => id)).toEqual([gone.id, changed.id]);

  await editor.retracts(gone.id, { rev: 2, note: "No kingfisher was seen." });
  await editor.revises(changed.id, { rev: 2, kind: "correction", note: "It was a heron.", headline: "A heron" });
  for (const q of ["kingfisher", "kingfsher", "wrong", "embargoed"]) {
    expect([q, await search(editor, q)]).toEqual([q, []]);
    expect(await (await fetch(`${london.url}/search?q=${q}`)).text()).not.toMatch(/<article/);
  }
  expect((await search(editor, "heron")).map(({ id }) => id)).toEqual([changed.id]);
  const held = await london.store.selectFrom("story_words").select("headline").execute();
  expect(held.map(({ headline }) => headline)).not.toContain("Wrong kingfisher");
});

test("R12, C8: whatever is asked for is an answer or a refusal that names the mistake", async (t) => {
  const london = await startLondon(t);
  const { editor } = london;
  await editor.posts(aStory({ headline: "The one with 100% of <b>it</b>" }));
  const document = (await editor.ask("GET", "/v1/openapi.json")).json as ApiDocument;
  for (const query of ["", "?q=", "?q=%20", `?q=${"x".repeat(201)}`, "?q=%00", "?q=a&q=b", "?q[a]=b"]) {
    const refused = await editor.ask("GET", `/v1/search${query}`);
    expect([query, refused.status]).toEqual([query, 422]);
    expect(describedAnswer(document, "get", "/v1/search", 422)?.safeParse(refused.json).success).toBe(true);
  }
  for (const more of ["&limit=0", "&limit=101", "&section=nonsense"])
    expect((await editor.ask("GET", `/v1/search?q=one${more}`)).status).toBe(422);
  for (const q of HOSTILE) {
    const answer = await editor.ask("GET", `/v1/search?q=${encodeURIComponent(q)}`, undefined, { token: null });
    expect([q, answer.status]).toEqual([q, 200]);
    expect(describedAnswer(document, "get", "/v1/search", 200)?.safeParse(answer.json).success).toBe(true);
  }
  for (const q of [...HOSTILE, "", "\u0000", "x".repeat(5_000)]) {
    const page = await fetch(`${london.url}/search?q=${encodeURIComponent(q)}`);
    expect([q, page.status]).toEqual([q, 200]);
    expect(await page.text()).not.toMatch(/<script>|<b>it/);
  }
  for (const query of ["?q=%ff", "?q=a&q=b", "?q[a]=b", ""])
    expect((await fetch(`${london.url}/search${query}`)).status).toBe(200);
});

const HOSTILE = [
  ...["'", "''; drop table story; --", '"', '"open', "a & | ! ( ) <-> :*", "!!!a", "%", "_", "\\", "the", "-the"],
  ...["<script>alert(1)</script>", "\ue000x\ue001", "🗞️", "שלום", "a".repeat(200), "- ".repeat(99), "(".repeat(200)],
  ...["or or or", '"" ""', "https://example.org/a-b-c?d=e", "a-b-c-d-e-f-g", "1e999999", "a\u0000b", "\u2066one"],
];

async function search(editor: Editor, q: string, more = ""): Promise<Found[]> {
  const path = `/v1/search?q=${encodeURIComponent(q)}${more}`;
  const { status, json } = await editor.ask("GET", path, undefined, { token: null });
  expect([path, status]).toEqual([path, 200]);
  expect(json).toMatchObject({ next: null });
  return (json as { stories: Found[] }).stories;
}

test("C8: no text breaks the search", async (t) => {
  const { store } = await startLondon(t, { servers: 0, workers: 0 });
  const signs = fc.constantFrom(..."-!&|()<>:*\"'\\/. \t\u00a0@%_aé好\u0301", " or ", " and ", "a.b/c-d@e ");
  const typed = fc.array(signs, { maxLength: 100 }).map((all) => [...all.join("")].slice(0, 200).join(""));
  await fc.assert(
    fc.asyncProperty(fc.oneof(typed, fc.string({ unit: "grapheme", maxLength: 100 })), async (q) => {
      const text = cleanQuery(q);
      await searchStories(store, { q: text, limit: 5 });
      await markWords(store, text, [{ text, isWhole: true }]);
    }),
    { numRuns: 400 },
  );
});

test("R12: the longest body is taken and found by its first words", async (t) => {
  const { editor } = await startLondon(t);
  const words = Array.from({ length: 9_000 }, (_, i) => `w${i}-x${i}.example.org/a${i}`).join(" ");
  const { id } = await editor.posts(aStory({ body: `Zanzibar ${words}`.slice(0, 256 * 1024) }));
  expect((await search(editor, "zanzibar")).map((story) => story.id)).toEqual([id]);
});
