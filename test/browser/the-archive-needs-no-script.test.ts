import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();

test("R12: the past is walked through without a script, by links and by the form", async (t) => {
  const { editor, url } = await startLondon(t);
  for (const headline of ["First", "Second", "Third"]) await editor.posts(aStory({ headline }));
  const page = await open(t, url, { javaScriptEnabled: false });
  await page.getByRole("link", { name: "Archive" }).click();
  await page.getByRole("heading", { name: "The front page as it was" }).waitFor();
  await page.goto(`${url}/at/2001-01-01T00:00`);
  await page.getByRole("link", { name: "The next change" }).click();
  const latest = page.locator(".latest h3");
  expect(await latest.allInnerTexts()).toEqual(["First"]);
  await page.getByRole("link", { name: "The next change" }).click();
  expect(await latest.allInnerTexts()).toEqual(["Second", "First"]);
  await page.getByRole("link", { name: "The change before" }).click();
  expect(await latest.allInnerTexts()).toEqual(["First"]);

  await page.getByRole("slider", { name: "Time of day" }).fill("0");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/\/at\/\d{4}-\d\d-\d\dT00:00$/);
  await page.getByRole("link", { name: "To the present" }).click();
  expect(await latest.allInnerTexts()).toEqual(["Third", "Second", "First"]);
});

test("R12: the slider says the time it stands at, and shows the page when it is let go", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory());
  const page = await open(t, `${url}/at/2026-01-23T14:05`);
  const slider = page.getByRole("slider", { name: "Time of day" });
  await slider.fill("615");
  await page.locator("output", { hasText: "10:15" }).waitFor();
  expect(await slider.getAttribute("aria-valuetext")).toBe("10:15");
  await slider.dispatchEvent("pointerup");
  await page.waitForURL(`${url}/at/2026-01-23T10:15`);
});

test("C12: whatever the paper keeps on a device, its page on privacy names", async (t) => {
  const { editor, url } = await startLondon(t);
  const { id } = await editor.posts(aStory({ headline: "Alarm", urgency: "breaking", body: "Some text." }));
  const page = await openLive(t, url);
  await page.getByRole("button", { name: "Dismiss this alert" }).click();
  await page.goto(`${url}/story/${id}`);
  await page.getByRole("button", { name: "Listen" }).click();
  await page.goto(`${url}/latest`);
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(kept).toContain("dismissed");
  expect(await page.context().cookies()).toEqual([]);
  await page.goto(`${url}/privacy`);
  const named = await page.locator("td code").allInnerTexts();
  expect(kept.filter((key) => !named.includes(key))).toEqual([]);
});
