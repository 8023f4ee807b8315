import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();

test("R11: followed sections stand on top of Latest, or alone, on every page and in every tab, from the first paint on", async (t) => {
  const { editor, url } = await startLondon(t);
  await threeStories(editor);
  const page = await openLive(t, url);
  const other = await page.context().newPage();
  await other.goto(`${url}/latest`);
  expect(await headlines(page)).toEqual(["A match", "A treaty", "A bridge"]);

  await chooses(page, async () => {
    await page.getByLabel("World").check();
    await page.getByLabel("UK").check();
  });
  for (const each of [page, other])
    await eventually("the followed first", async () => (await headlines(each)).at(-1) === "A match" || undefined);
  expect(await headlines(page)).toEqual(["A treaty", "A bridge", "A match"]);

  await chooses(page, () => page.getByLabel("alone").check());
  for (const each of [page, other])
    await eventually("the followed alone", async () => (await headlines(each)).length === 2 || undefined);
  await editor.posts(aStory({ headline: "Another match", section: "sport" }));
  await editor.posts(aStory({ headline: "Another treaty", section: "world" }));
  await eventually("the newest", async () => (await headlines(page))[0] === "Another treaty" || undefined);
  expect(await headlines(page)).toEqual(["Another treaty", "A treaty", "A bridge"]);
  await page.goto(`${url}/section/sport`);
  expect(await headlines(page)).toEqual(["Another match", "A match"]);

  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url() + (request.postData() ?? "")));
  await page.goto(url, { waitUntil: "networkidle" });
  expect(await headlines(page)).toEqual(["Another treaty", "A treaty", "A bridge"]);
  expect(asked.filter((request) => /world|uk/i.test(request))).toEqual([]);
});

test("R11: what is not followed does not count, and who follows nothing that is there is told so", async (t) => {
  const { editor, url } = await startLondon(t);
  for (let number = 1; number <= 60; number++)
    await editor.posts(aStory({ headline: `Story ${number}`, section: "uk" }));
  const page = await openLive(t, url);
  await chooses(page, async () => {
    await page.getByLabel("UK").check();
    await page.getByLabel("alone").check();
  });
  await page.locator("#headlines li").nth(30).scrollIntoViewIfNeeded();
  await editor.posts(aStory({ section: "sport", headline: "Unwanted" }));
  await editor.posts(aStory({ section: "uk", headline: "Wanted" }));
  await page.getByRole("button", { name: "1 new headline" }).waitFor();
  await chooses(page, async () => {
    await page.getByLabel("UK").uncheck();
    await page.getByLabel("Health").check();
  });
  const words = () =>
    page.evaluate(() => getComputedStyle(document.querySelector("#headlines") as Element, "::after").display);
  expect(await words()).toBe("block");
});

test("R11: a section is followed on its own page", async (t) => {
  const { editor, url } = await startLondon(t);
  await threeStories(editor);
  const page = await openLive(t, `${url}/section/world`, PHONE);
  const follow = page.getByRole("button", { name: "Follow World" });
  await follow.click();
  expect(await follow.getAttribute("aria-pressed")).toBe("true");
  await page.goto(url);
  expect((await headlines(page))[0]).toBe("A treaty");
});

test("R11: in quiet mode nothing calls: no banner, no notice, no count, nothing said; and the paper goes on", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ headline: "An alarm", urgency: "breaking" }));
  const page = await openLive(t, url);
  const banner = page.locator("#breaking .breaking");
  await banner.waitFor();
  await chooses(page, () => page.getByLabel("Quiet mode").check());
  await banner.waitFor({ state: "hidden" });
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await editor.posts(aStory({ headline: "A second alarm", urgency: "flash" }));
  await page.locator("#headlines").getByText("A second alarm").waitFor();
  expect(await banner.isVisible()).toBe(false);
  expect(await page.title()).not.toMatch(/^\(/);
  expect(await page.locator("#said").innerText()).toBe("");
  await page.reload();
  expect(await banner.isVisible()).toBe(false);
  await page.locator("#yours:enabled").waitFor();
  await chooses(page, () => page.getByLabel("Quiet mode").uncheck());
  await banner.waitFor();
});

test("R11, R13: the choices are made by keyboard, and what the device keeps can be forgotten", async (t) => {
  const { editor, url } = await startLondon(t);
  await threeStories(editor);
  const page = await openLive(t, url);
  await page.locator("#yours:enabled").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Your paper" }).waitFor();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("yours");
  expect((await headlines(page))[0]).toBe("A bridge");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Forget everything" }).click();
  await page.getByText("This device has forgotten all of it.").waitFor();
  expect(await page.getByLabel("UK").isChecked()).toBe(false);
  expect(await headlines(page)).toEqual(["A match", "A treaty", "A bridge"]);
});

test("R11: without a script there is nothing to choose, and nothing of it is shown", async (t) => {
  const { editor, url } = await startLondon(t);
  await threeStories(editor);
  const page = await open(t, url, { javaScriptEnabled: false });
  expect(await page.getByText("Your paper").isVisible()).toBe(false);
  expect(await page.getByText("Listen live").isVisible()).toBe(false);
});

async function threeStories(editor: Editor): Promise<void> {
  await editor.posts(aStory({ headline: "A bridge", section: "uk" }));
  await editor.posts(aStory({ headline: "A treaty", section: "world" }));
  await editor.posts(aStory({ headline: "A match", section: "sport" }));
}

async function chooses(page: Page, act: () => Promise<void>): Promise<void> {
  await page.locator("#yours:enabled").click();
  await act();
  await page.getByRole("button", { name: "Done" }).click();
}

/** As they stand one under the other. */
function headlines(page: Page): Promise<string[]> {
  return page.locator("#headlines li").evaluateAll((items) =>
    items
      .map((item) => ({ item, box: item.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0)
      .sort((a, b) => a.box.top - b.box.top)
      .map(({ item }) => item.querySelector("h3")?.textContent ?? ""),
  );
}
