import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { openLive } = useBrowser();

test("R5: a correction changes every card of its story in place", async (t) => {
  const { editor, url } = await startLondon(t);
  const body = "The vote was seven to two.";
  const lead = await editor.posts(aStory({ headline: "Rates held", standfirst: "Seven to two", body, lead: true }));
  const other = await editor.posts(aStory({ headline: "Rain latre", standfirst: "In the west", section: "world" }));
  const page = await openLive(t, url);
  const note = "The vote was six to three.";
  const corrected = { standfirst: "Six to three", body: "The vote was six to three, as it turned out." };
  await editor.revises(lead.id, { rev: 2, kind: "correction", note, headline: "Rates held, narrowly", ...corrected });
  await editor.revises(other.id, { rev: 2, kind: "correction", note: "A slip", headline: "Rain later" });

  await page.locator("#lead").getByText("as it turned out").waitFor();
  expect(await page.locator("#lead h2").first().innerText()).toBe("Rates held, narrowly");
  expect(await page.locator("#lead .standfirst").innerText()).toBe("Six to three");
  expect(await page.locator("#lead .note").innerText()).toMatch(/^Correction, \d\d:\d\d The vote was six to three\.$/);
  await page.locator("#second").getByText("Rain later").waitFor();
  expect(await page.locator("#headlines h3").allInnerTexts()).toEqual(["Rain later", "Rates held, narrowly"]);
  expect(await page.locator("#headlines .note").count()).toBe(2);
  expect(await page.getByText("Rain latre").count()).toBe(0);
});

test("R9: an article that is being read is corrected in place, its body included, and keeps every note", async (t) => {
  const { editor } = await startLondon(t);
  const paragraphs = Array.from({ length: 30 }, (_, number) => `Paragraph ${number} of the story.`);
  const body = paragraphs.join("\n\n");
  const story = await editor.posts(aStory({ headline: "A long read", body, byline: "Ann Reed" }));
  const page = await openLive(t, story.url);
  const read = page.locator(".body p", { hasText: "Paragraph 20" });
  await read.evaluate((paragraph) => {
    paragraph.scrollIntoView({ block: "center" });
    getSelection()?.selectAllChildren(paragraph);
  });
  const place = () => read.evaluate((paragraph) => Math.round(paragraph.getBoundingClientRect().top));
  const before = await place();
  const first = { body: body.replace("Paragraph 3 of", "Paragraph three, which was quite wrong before, of") };
  await editor.revises(story.id, { rev: 2, kind: "correction", note: "Paragraph three was wrong.", ...first });
  await page.getByText("Paragraph three, which").waitFor();
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
  expect(await page.evaluate(() => String(getSelection()))).toBe("Paragraph 20 of the story.");

  const label = { rev: 3, kind: "label", verification: "unconfirmed" };
  await editor.revises(story.id, label);
  await page.locator(".article .label", { hasText: "Unconfirmed" }).waitFor();
  await editor.revises(story.id, { rev: 4, kind: "update", note: "Adds a reply.", body: `${first.body}\n\nA reply.` });
  await page.getByText("A reply.", { exact: true }).waitFor();
  const notes = page.locator(".article .notes .note");
  expect(await notes.allInnerTexts()).toEqual([
    expect.stringContaining("Adds a reply."),
    expect.stringContaining("Paragraph three was wrong."),
  ]);
  expect(await page.locator(".by").innerText()).toBe("By Ann Reed");
  await page.reload();
  expect(await notes.count()).toBe(2);
});

test("R5: a retraction leaves a tombstone wherever the story stood, and no word of it", async (t) => {
  const { editor, url } = await startLondon(t);
  const words = { headline: "Pools to close", standfirst: "All six of them", body: "Every pool will close." };
  await editor.posts(aStory({ headline: "Older news", standfirst: "Still true" }));
  const wrong = await editor.posts(aStory({ ...words, lead: true }));
  const front = await openLive(t, url);
  const article = await openLive(t, wrong.url);
  await editor.retracts(wrong.id, { rev: 2, note: "It rested on a discarded draft." });
  for (const page of [front, article]) {
    await page.getByText("It rested on a discarded draft.").first().waitFor();
    expect(await page.locator("main").innerText()).not.toMatch(/Pools to close|All six|Every pool/);
    expect(await page.locator("main").innerText()).toMatch(/This story was taken back at \d\d:\d\d\./);
  }
  expect(await front.locator("#headlines .tombstone").count()).toBe(1);
  await front.getByRole("button", { name: "A new lead story" }).click();
  expect(await front.locator("#lead h2").first().innerText()).toBe("Older news");
});

test("R1: the lead changes by itself at the top of the page, and waits while something in it is selected", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "First lead", standfirst: "One", lead: true }));
  const page = await openLive(t, url);
  const body = "What there is to say of the second.";
  await editor.posts(aStory({ headline: "Second lead", standfirst: "Two", body, byline: "Ann Reed", lead: true }));
  await page.locator("#lead").getByText("By Ann Reed").waitFor();
  expect(await page.locator("#lead h2").first().innerText()).toBe("Second lead");
  expect(await page.locator("#lead .body").innerText()).toBe(body);
  expect(await page.locator("#second h3").allInnerTexts()).toEqual([]);
  expect(await page.locator("#lead .related h3").allInnerTexts()).toEqual(["First lead"]);

  await page
    .locator("#lead .standfirst")
    .first()
    .evaluate((text) => getSelection()?.selectAllChildren(text));
  await editor.posts(aStory({ headline: "Third lead", lead: true }));
  await page.getByRole("button", { name: "A new lead story" }).waitFor();
  expect(await page.locator("#lead h2").first().innerText()).toBe("Second lead");
  expect(await page.evaluate(() => String(getSelection()))).toBe("Two");
});
