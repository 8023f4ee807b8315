import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { hasNoted, leave, letTimePass } from "../support/browser/device-memory.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { openLive } = useBrowser();
const HOUR_MS = 60 * 60_000;

test("R6: who returns is told the three most important changes, moves nowhere, and is told once", async (t) => {
  const { editor, url } = await startLondon(t);
  const unseen = await editor.posts(aStory({ headline: "Far down" }));
  for (let number = 1; number <= 40; number++) await editor.posts(aStory());
  const last = await editor.posts(aStory());
  const page = await openLive(t, url);
  await hasNoted(page, last);
  await leave(page, url);
  await letTimePass(page, HOUR_MS);
  await editor.posts(aStory({ headline: "Barrier closed", urgency: "flash" }));
  await editor.posts(aStory({ headline: "Storm over Kent", urgency: "breaking" }));
  await editor.revises(unseen.id, { rev: 2, kind: "correction", note: "A name.", headline: "Far down, corrected" });
  await editor.posts(aStory({ headline: "Fares frozen" }));
  const came = await editor.posts(aStory({ headline: "Came and went" }));
  await editor.retracts(came.id, { rev: 2, note: "Not so." });

  await page.addInitScript(() => {
    const shifts: unknown[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  await page.goto(url);
  const card = page.getByRole("region", { name: "While you were away" });
  await card.waitFor();
  expect(await card.getByRole("link").allInnerTexts()).toEqual([
    "Barrier closed",
    "Storm over Kent",
    "Far down, corrected",
  ]);
  expect(await page.evaluate(() => (window as unknown as { shifts: unknown[] }).shifts.length)).toBe(0);
  expect(await page.evaluate(() => document.activeElement === document.body && scrollY === 0)).toBe(true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Barrier closed");
  const other = await page.context().newPage();
  await other.goto(url);
  const barrier = await editor.posts(aStory());
  await hasNoted(other, barrier);
  expect(await other.locator("#notices").count()).toBe(0);

  await page.getByRole("button", { name: "Close: While you were away" }).click();
  await page.goto(`${url}/latest`);
  await hasNoted(page, await editor.posts(aStory()));
  expect(await page.locator("#notices").count()).toBe(0);
});
