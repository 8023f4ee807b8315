import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openReader } from "../support/readers/open-reader.ts";

test("D5: whoever is answered finds the act on that server's pages at once", async (t) => {
  const london = await startLondon(t);
  const reader = await openReader(t, london.url);
  await reader.hasReached((await london.editor.posts(aStory())).seq ?? 0); // the way is open
  const page = async (path: string) => london.editor.ask("GET", path, undefined, { headers: { Accept: "text/html" } });
  for (let round = 1; round <= 10; round++) {
    const { id, url } = await london.editor.posts(aStory({ headline: `Round ${round} begins` }));
    expect((await page("/")).text).toContain(`Round ${round} begins`);
    await london.editor.revises(id, {
      rev: 2,
      kind: "correction",
      headline: `Round ${round} is right`,
      note: "A slip",
    });
    expect((await page("/latest")).text).toContain(`Round ${round} is right`);
    await london.editor.retracts(id, { rev: 3, note: "It was no round" });
    expect((await page(new URL(url).pathname)).status).toBe(410);
    expect((await page("/")).text).not.toContain(`Round ${round}`);
  }
});

test("I9: nobody waits for a worker that is not there", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => london.editor.posts(aStory())));
  expect(new Set(answers.map(({ seq }) => seq)).size).toBe(20);
});
