import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { untilLive, useBrowser } from "../support/browser/browser.ts";
import { hasShown } from "../support/browser/device-memory.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();

test("I7, R5: without a line the reader gets a page that says so, and no story out of any cache", async (t) => {
  const { editor, url } = await startLondon(t);
  const story = await editor.posts(aStory({ headline: "Soon to be wrong", body: "Every word of it." }));
  const page = await openLive(t, url);
  await keptByTheWorker(page);
  await page.goto(story.url.replace(/^https?:\/\/[^/]+/, url));
  await untilLive(page);
  await page.goto(url);
  await page.context().setOffline(true);
  for (const path of ["/", new URL(story.url).pathname, "/search?q=wrong"]) {
    await page.goto(url + path);
    await page.getByRole("heading", { level: 1, name: "You are not connected" }).waitFor();
    expect(await page.locator("body").innerText()).not.toMatch(/Soon to be wrong|Every word/);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path);
  }
  expect(await keptTexts(page)).not.toMatch(/Soon to be wrong|Every word/);

  await page.context().setOffline(false);
  await editor.retracts(story.id, { rev: 2, note: "All of it was wrong." });
  await page.goto(url);
  await page.locator("#headlines .tombstone").waitFor();
});

test("I7: going back to a page that was left before its story was taken back shows no word of it", async (t) => {
  const { editor, url } = await startLondon(t);
  const story = await editor.posts(aStory({ headline: "Soon to be wrong", lead: true }));
  const page = await openLive(t, url);
  await keptByTheWorker(page);
  await page.reload();
  await untilLive(page);
  await page.goto(`${url}/latest`);
  await untilLive(page);
  await editor.retracts(story.id, { rev: 2, note: "All of it was wrong." });
  await page.locator("#headlines .tombstone").waitFor();
  await hasShown(page, { ...story, rev: 2 });
  const seen = await watchFor(page, "Soon to be wrong");
  await page.goBack();
  await page.locator("#headlines .tombstone").waitFor();
  expect(await seen()).toBe(false);
});

test("I7: an old page out of the browser's memory hides what this device has shown a later revision of", async (t) => {
  const { editor, url } = await startLondon(t);
  const story = await editor.posts(aStory({ headline: "Rates rise to nine", standfirst: "By a vote" }));
  await editor.posts(aStory({ headline: "Something else" }));
  const page = await openLive(t, url);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  const other = await page.context().newPage();
  await other.goto(url);
  await untilLive(other);
  await editor.revises(story.id, { rev: 2, kind: "correction", note: "Five.", headline: "Rates rise to five" });
  await other.getByText("Rates rise to five").first().waitFor();
  await hasShown(other, { ...story, rev: 2 });

  const atOnce = await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    const outdated = document.querySelector("#headlines .is-outdated") ?? document.body;
    return document.body.innerText + getComputedStyle(outdated, "::before").content;
  });
  expect(atOnce).toContain("Something else");
  expect(atOnce).toContain("This story has changed");
  expect(atOnce).not.toContain("Rates rise to nine");
  await page.locator("#headlines").getByText("Rates rise to five").waitFor();
  expect(await page.locator(".is-outdated").count()).toBe(0);
});

test("R7: a banner that has expired is gone from a page that was served out of a cache", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "Old alarm", urgency: "breaking" }));
  const page = await open(t, url);
  const old = (await page.content()).replace(
    /data-expires="[^"]*"/g,
    `data-expires="${new Date(Date.now() - 1000).toISOString()}"`,
  );
  await page.goto("about:blank");
  await page.route(`${url}/`, (route) => route.fulfill({ body: old, contentType: "text/html; charset=utf-8" }));
  await page.goto(url);
  await page.locator("#headlines").getByText("Old alarm").waitFor();
  await page.locator("#breaking .breaking").waitFor({ state: "hidden" });
  expect(await page.locator(".flag").count()).toBe(0);
});

test("R11: what a page has yet to load is there after another build has taken the place of its own", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "The lead", body: "Words.", lead: true }));
  const page = await openLive(t, url);
  await keptByTheWorker(page);
  await page.reload();
  await page.locator("#yours:enabled").waitFor();
  await page.context().setOffline(true); // nothing of this build can be had from a server
  await page.locator("#yours").click();
  await page.getByRole("dialog", { name: "Your paper" }).waitFor();
});

/** The service worker has what it keeps, and from the next page on it stands between page and network. */
async function keptByTheWorker(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await eventually("an active worker", () =>
    page.evaluate(
      async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated" || undefined,
    ),
  );
}

/** Everything that this origin keeps in caches, as text. */
function keptTexts(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const kept = await Promise.all(
      names.map(async (name) => {
        const cache = await caches.open(name);
        const answers = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
        return Promise.all(answers.map((answer) => answer?.text()));
      }),
    );
    return kept.flat().join("\n");
  });
}

/** Whether these words can be seen at any moment from now on, also on the pages that come. */
async function watchFor(page: Page, words: string): Promise<() => Promise<boolean>> {
  await page.addInitScript((sought) => {
    Object.assign(window, { wasSeen: false });
    const look = () => {
      if (document.body?.innerText.includes(sought)) Object.assign(window, { wasSeen: true });
      requestAnimationFrame(look);
    };
    look();
  }, words);
  return () => page.evaluate(() => (window as unknown as { wasSeen: boolean }).wasSeen);
}
