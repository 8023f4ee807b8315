import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { postIssue } from "../support/people/issues.ts";

const { open } = useBrowser();
const WITHOUT_SCRIPT = { javaScriptEnabled: false };

test("R1: the whole front page stands in the server's HTML", async (t) => {
  const { editor, url } = await startLondon(t);
  const standfirst = "Three lines under a storm";
  const body = "First paragraph of the lead.\n\nSecond paragraph.";
  const lead = { headline: "Rivers rise", standfirst, body, section: "uk", byline: "Ann Reed", lead: true };
  await editor.posts(aStory(lead));
  await editor.posts(aStory({ headline: "Bridge closed", section: "uk", standfirst: "Until Monday" }));
  await editor.posts(aStory({ headline: "Cup goes north", section: "sport", standfirst: "On penalties" }));

  const page = await open(t, url, WITHOUT_SCRIPT);
  expect(await page.locator("h1").innerText()).toBe("London Daily");
  expect(await page.locator(".tagline").innerText()).toBe("Focus on the big picture.");
  expect(await page.locator("[data-today]").innerText()).toMatch(/^\w+day, \d{1,2} \w+ \d{4}$/);
  expect(await page.locator("#lead h2").first().innerText()).toBe("Rivers rise");
  expect(await page.locator("#lead").innerText()).toContain("Second paragraph.");
  expect(await page.locator("#lead .related").innerText()).toContain("Bridge closed");
  expect(await page.locator("#second h3").allInnerTexts()).toEqual(["Cup goes north"]);
  expect(await page.locator("#headlines h3").allInnerTexts()).toEqual([
    "Cup goes north",
    "Bridge closed",
    "Rivers rise",
  ]);
  expect(await page.locator(".sign-up input[type=email]").count()).toBe(1);
  expect(await page.locator("#player").innerHTML()).toContain("0:00");
});

test("R1: every page that is linked to is there, and no link names the origin", async (t) => {
  const { editor, url } = await startLondon(t);
  const story = aStory({ headline: "One story", section: "world", body: "Its [section](/section/world)." });
  const { id } = await editor.posts(story);
  const issue = await postIssue(editor, "morning-briefing", { subject: "One issue", storyIds: [id] });
  const page = await open(t, url, WITHOUT_SCRIPT);
  const seen = new Set(["/"]);
  for (const path of seen) {
    const answer = await page.goto(new URL(path, url).href);
    expect([path, answer?.status()]).toEqual([path, 200]);
    const isPage = answer?.headers()["content-type"]?.startsWith("text/html") && !path.startsWith("/v1/");
    if (isPage) expect([path, await headingOf(page)]).not.toEqual([path, ""]);
    for (const link of await page.locator("a:not(.share a)").all()) {
      const to = (await link.getAttribute("href")) ?? "";
      expect(to).toMatch(/^[/#]/);
      if (to.startsWith("/")) seen.add(to);
    }
  }
  expect(seen).toContain(`/newsletters/morning-briefing/${issue.id}`);
  expect(seen.size).toBeGreaterThan(25);
});

test("R12: a list of headlines loads older ones by a link", async (t) => {
  const { editor, url } = await startLondon(t);
  for (let number = 1; number <= 53; number++) await editor.posts(aStory({ headline: `Headline ${number}` }));
  const page = await open(t, `${url}/latest`, WITHOUT_SCRIPT);
  const headlines = page.locator(".headlines h3");
  expect((await headlines.allInnerTexts()).at(0)).toBe("Headline 53");
  expect(await headlines.count()).toBe(50);
  await page.getByRole("link", { name: "Older headlines" }).click();
  expect(await headlines.allInnerTexts()).toEqual(["Headline 3", "Headline 2", "Headline 1"]);
});

test("R9: a story has one address, a tombstone when it is taken back, and none before it is out", async (t) => {
  const { editor, url } = await startLondon(t);
  const story = await editor.posts(aStory({ headline: "Old name", body: "Secret words" }));
  await editor.revises(story.id, { rev: 2, kind: "update", headline: "New name" });
  const page = await open(t, `${url}/story/${story.id}/whatever`, WITHOUT_SCRIPT);
  expect(new URL(page.url()).pathname).toBe(`/story/${story.id}/new-name`);
  expect(await page.locator("h1").innerText()).toBe("New name");

  await editor.retracts(story.id, { rev: 3, note: "It was a rumour" });
  await eventually("the tombstone", async () => {
    const answer = await page.goto(`${url}/story/${story.id}/new-name`);
    return answer?.status() === 410 || undefined;
  });
  const text = await page.locator("body").innerText();
  expect(text).toMatch(/This story was taken back at \d\d:\d\d\./);
  expect(text).toContain("It was a rumour");
  expect(text).not.toMatch(/New name|Old name|Secret/);

  const releaseAt = new Date(Date.now() + 3_600_000).toISOString();
  const waiting = await editor.posts(aStory({ releaseAt }));
  for (const path of [
    `/story/${waiting.id}/x`,
    "/story/nonsense",
    "/section/nonsense",
    "/latest?before=x",
    "/nothing",
  ]) {
    const lost = await page.goto(url + path);
    expect([path, lost?.status()]).toEqual([path, 404]);
    expect(await page.locator("h1").innerText()).toBe("Not in this paper");
  }
});

/** What the page says that it is, in sight. */
async function headingOf(page: Page): Promise<string> {
  const heading = page.locator("h1");
  return (await heading.isVisible()) ? heading.innerText() : "";
}
