import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

test("R9: each correction shows what it changed in the text before it", async (t) => {
  const { editor, url } = await startLondon(t);
  const { id } = await editor.posts(aStory({ headline: "Nine rescued", body: "Nine people were brought in by boat." }));
  await editor.revises(id, { rev: 2, kind: "update", body: "Nine people were brought in by boat. All are well." });
  await editor.revises(id, {
    ...{ rev: 3, kind: "correction", note: "It was ten." },
    ...{ headline: "Ten rescued", body: "Ten people were brought in by boat. All are well." },
  });
  await editor.revises(id, { rev: 4, kind: "correction", note: "The name <b>Smith</b> was left out." });
  const page = await (await fetch(`${url}/story/${id}`)).text();
  const notes = /<div class="notes">([\s\S]*?)<\/div>\s*<div class="body" dir="auto">/.exec(page)?.[1] ?? "";
  expect(notes.match(/<p class="note">/g)).toHaveLength(2);
  expect(notes.indexOf("was left out")).toBeLessThan(notes.indexOf("It was ten"));
  expect(notes).toContain("The name &lt;b&gt;Smith&lt;/b&gt; was left out.");
  const [, changes = ""] = /<details class="changes">([\s\S]*)<\/details>/.exec(notes) ?? [];
  expect(changes.match(/<dt>(.*?)<\/dt>/g)).toEqual(["<dt>Headline</dt>", "<dt>Text</dt>"]);
  expect(changes).toMatch(/<del>.*Nine<\/del> <ins>.*Ten<\/ins> rescued/);
  expect(changes).not.toMatch(/<ins>[^<]*<[^>]*>[^<]*<\/span>All are well/);
});

test("R9, I7: nothing of a retracted story's changes is told", async (t) => {
  const { editor, url } = await startLondon(t);
  const { id } = await editor.posts(aStory({ headline: "Secret one" }));
  await editor.revises(id, { rev: 2, kind: "correction", note: "Not so.", headline: "Secret two" });
  expect(await (await fetch(`${url}/story/${id}`)).text()).toContain("Secret");
  await editor.retracts(id, { rev: 3, note: "None of it was so." });
  const gone = await fetch(`${url}/story/${id}/any`);
  expect(gone.status).toBe(410);
  expect(await gone.text()).not.toMatch(/Secret|<del>|<ins>|og:title|ld\+json|Share/);
});

test("R9: beside a story stand those that its editor chose, then those that say much the same, never what was taken back", async (t) => {
  const { editor, url } = await startLondon(t);
  const chosen = await editor.posts(aStory({ headline: "Chosen by hand", section: "sport" }));
  const alike = await editor.posts(aStory({ headline: "Tower Bridge repairs to take a year", section: "business" }));
  const gone = await editor.posts(aStory({ headline: "Tower Bridge repairs called off", section: "business" }));
  for (let i = 0; i < 5; i++) await editor.posts(aStory({ headline: `Near ${i}`, section: "culture" }));
  const { id } = await editor.posts(
    aStory({ headline: "Tower Bridge repairs begin", section: "culture", related: [chosen.id] }),
  );
  const beside = async () => {
    const page = await (await fetch(`${url}/story/${id}`)).text();
    const list = page.slice(page.indexOf('<section class="related"'), page.indexOf('<section class="sign-up"'));
    return [...list.matchAll(/data-story="([^"]+)"/g)].map(([, story]) => story);
  };
  const before = await beside();
  expect([before[0], new Set(before.slice(1, 3))]).toEqual([chosen.id, new Set([alike.id, gone.id])]);
  expect(before).toHaveLength(4);
  await editor.retracts(gone.id, { rev: 2, note: "Not so." });
  const after = await beside();
  expect(after.slice(0, 2)).toEqual([chosen.id, alike.id]);
  expect(after).not.toContain(gone.id);
  expect(after).not.toContain(id);
});

test("R9: a story can be handed on by links that need no script", async (t) => {
  const { editor, url } = await startLondon(t);
  const story = await editor.posts(aStory({ headline: 'A & B, "quoted" 100%', verification: "unconfirmed" }));
  const page = await (await fetch(`${url}/story/${story.id}`)).text();
  const share = /<nav class="share"[\s\S]*?<\/nav>/.exec(page)?.[0] ?? "";
  const links = [...share.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => new URL(href.replaceAll("&amp;", "&")));
  expect(links.map(({ protocol }) => protocol)).toEqual(["mailto:", "https:", "https:"]);
  expect(links[0]?.searchParams.get("subject")).toBe('A & B, "quoted" 100% — London Daily');
  for (const link of links) expect([...link.searchParams.values()].join(" ")).toContain(story.url);
  expect(page).toContain(">Unconfirmed</i>");
});
