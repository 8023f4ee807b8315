import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();
const MINUTE_MS = 60_000;

test("R7: one banner, the newest alert, over the page and not into it, and not on its own article", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "Calm day", standfirst: "Nothing much" }));
  const page = await openLive(t, url);
  const top = () => page.locator("#latest").evaluate((heading) => heading.getBoundingClientRect().top);
  const before = await top();
  await editor.posts(aStory({ headline: "First alarm", urgency: "breaking" }));
  const banner = page.locator("#breaking .breaking");
  await banner.getByText("First alarm").waitFor();
  expect(await top()).toBe(before);
  const second = await editor.posts(aStory({ headline: "Second alarm", urgency: "flash" }));
  await banner.getByText("Second alarm").waitFor();
  expect(await banner.count()).toBe(1);
  await editor.revises(second.id, { rev: 2, kind: "update", headline: "Second alarm, updated" });
  await banner.getByText("Second alarm, updated").waitFor();
  expect(await banner.count()).toBe(1);

  await banner.getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Second alarm, updated" }).waitFor();
  expect(await banner.isVisible()).toBe(false);
});

test("R7: a dismissed alert stays away, in every tab and after a reload; the next one comes", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "The alarm", urgency: "breaking" }));
  const page = await openLive(t, url);
  const other = await page.context().newPage();
  await other.goto(`${url}/latest`);
  const banner = page.locator("#breaking .breaking");
  await other.locator("#breaking .breaking").waitFor();
  await page.getByRole("button", { name: "Dismiss this alert" }).click();
  await banner.waitFor({ state: "hidden" });
  await other.locator("#breaking .breaking").waitFor({ state: "hidden" });
  await page.reload();
  await page.locator("#live[data-state=live]").waitFor();
  expect(await banner.isVisible()).toBe(false);
  await editor.posts(aStory({ headline: "Another alarm", urgency: "breaking" }));
  await banner.getByText("Another alarm").waitFor();
});

test("R7: a banner goes by itself when its alert expires, also in a tab that slept", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "Short alarm", urgency: "breaking", expiresInMinutes: 1 }));
  const page = await open(t, "about:blank");
  await page.clock.install();
  await page.goto(url);
  const banner = page.locator("#breaking .breaking");
  await banner.getByText("Short alarm").waitFor();
  const top = () => page.locator("#lead").evaluate((lead) => lead.getBoundingClientRect().top);
  const before = await top();
  await page.clock.fastForward(2 * MINUTE_MS);
  await banner.waitFor({ state: "hidden" });
  expect(await top()).toBe(before);
  expect(await page.locator(".flag").count()).toBe(0);
});
