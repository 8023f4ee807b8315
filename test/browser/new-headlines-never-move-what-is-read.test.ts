import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, untilLive, useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor, type Taken } from "../support/people/editor.ts";

const { openLive } = useBrowser();

test("R2: a new headline appears on top of Latest without a reload", async (t) => {
  const { editor, url } = await startLondon(t);
  await aDay(editor, 6);
  const page = await openLive(t, url);
  await page.evaluate(() => Object.assign(window, { wasNotReloaded: true }));
  await editor.posts(aStory({ headline: "Fresh <b>ink</b>" }));
  const first = page.locator("#headlines li").first();
  await first.getByText("Fresh <b>ink</b>").waitFor();
  expect(await first.locator("time").innerText()).toBe("now");
  expect(await page.locator("#headlines li").count()).toBe(7);
  expect(await page.evaluate(() => "wasNotReloaded" in window)).toBe(true);
});

for (const [name, window] of Object.entries({ desktop: {}, phone: PHONE })) {
  test(`R3: scroll offset, focus and selection stay under a hundred updates and a resume (${name})`, async (t) => {
    const { editor, url } = await startLondon(t);
    await aDay(editor, 60);
    const page = await openLive(t, url, window);
    await page.locator("#headlines li").nth(30).locator("a").focus();
    await page
      .locator("#headlines li")
      .nth(30)
      .evaluate((item) => {
        item.scrollIntoView({ block: "center" });
        getSelection()?.selectAllChildren(item.querySelector("h3 a") as Node);
      });
    const before = await whatIsRead(page);
    for (let number = 1; number <= 100; number++) {
      if (number === 60)
        await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
      if (number === 80)
        await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
      await editor.posts(aStory({ headline: `Later ${number}`, lead: number % 7 === 0 }));
    }
    const control = page.getByRole("button", { name: "100 new headlines" });
    await control.waitFor();
    await untilLive(page);
    expect(await whatIsRead(page)).toEqual(before);

    await control.click();
    expect(await page.locator("#headlines h3").first().innerText()).toBe("Later 100");
    await page.evaluate(() => getSelection()?.empty());
    await eventually("fifty", async () => (await page.locator("#headlines li").count()) === 50 || undefined);
    expect(await page.locator("#lead h2").first().innerText()).toBe("Later 98");
    expect(await control.isVisible()).toBe(false);
    expect(await page.locator("#latest").evaluate((heading) => heading === document.activeElement)).toBe(true);
  });
}

test("R3: what is taken back while it waits is never shown, and no story stands in the list twice", async (t) => {
  const { editor, url } = await startLondon(t);
  await aDay(editor, 60);
  const page = await openLive(t, url);
  await page.locator("#headlines li").nth(30).scrollIntoViewIfNeeded();
  const wrong = await editor.posts(aStory({ headline: "Never mind" }));
  const right = await editor.posts(aStory({ headline: "Frist draft" }));
  await page.getByRole("button", { name: "2 new headlines" }).waitFor();
  await editor.retracts(wrong.id, { rev: 2, note: "Not so" });
  await editor.revises(right.id, { rev: 2, kind: "correction", note: "A letter", headline: "First draft" });
  await page.getByRole("button", { name: "1 new headline" }).click();
  expect(await page.locator("#headlines h3").first().innerText()).toBe("First draft");
  expect(await page.getByText("Never mind").count()).toBe(0);
  const ids = await page.locator("#headlines article").evaluateAll((cards) => cards.map((card) => card.dataset.story));
  expect(new Set(ids).size).toBe(ids.length);
});

test("R3: a correction above the window moves nothing in it", async (t) => {
  const { editor, url } = await startLondon(t);
  const stories = await aDay(editor, 40);
  const page = await openLive(t, url, PHONE);
  const read = page.locator("#headlines li").nth(30);
  await read.evaluate((item) => item.scrollIntoView({ block: "center" }));
  const before = await topOf(read);
  const above = stories[35];
  const long = "A headline that has become so much longer that it surely needs another line or two of the list";
  await editor.revises(above?.id ?? "", {
    rev: 2,
    kind: "correction",
    note: "What was wrong ".repeat(9),
    headline: long,
  });
  await page.getByText(long).first().waitFor();
  expect(Math.abs((await topOf(read)) - before)).toBeLessThanOrEqual(1);
});

test("R3: a tab that is not looked at counts in its title, and stops when it is", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await openLive(t, url);
  const title = await page.title();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  for (let number = 0; number < 3; number++) await editor.posts(aStory());
  await page.waitForFunction((expected) => document.title === expected, `(3) ${title}`);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  expect(await page.title()).toBe(title);
  await untilLive(page);
});

test("D4: a headline counts as shown when it stands on the page, not while it waits behind the control", async (t) => {
  const { editor, url } = await startLondon(t);
  await aDay(editor, 60);
  const page = await openLive(t, url);
  const shown = async (story: Taken) => {
    const { json } = await editor.ask("GET", story.receiptUrl.slice(new URL(story.receiptUrl).origin.length));
    return (json as { reach: { open: number; shown: number } }).reach;
  };
  const reachIs = (story: Taken, count: number) =>
    eventually(`shown ${count}`, async () => (await shown(story)).shown === count || undefined);
  await reachIs(await editor.posts(aStory()), 1);
  await page.locator("#headlines li").nth(30).scrollIntoViewIfNeeded();
  const waiting = await editor.posts(aStory());
  const control = page.getByRole("button", { name: "1 new headline" });
  await control.waitFor();
  await eventually("asked", async () => (await shown(waiting)).open === 1 || undefined);
  expect((await shown(waiting)).shown).toBe(0);
  await control.click();
  await reachIs(waiting, 1);
});

test("R12: a section's page takes in its own headlines only", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await openLive(t, `${url}/section/sport`);
  await editor.posts(aStory({ section: "world", headline: "Elsewhere" }));
  await editor.posts(aStory({ section: "sport", headline: "Late goal", standfirst: "In the rain" }));
  await page.locator("#headlines").getByText("In the rain").waitFor();
  expect(await page.locator("#headlines h3").allInnerTexts()).toEqual(["Late goal"]);
  expect(await page.locator("#empty").count()).toBe(0);
});

async function aDay(editor: Editor, stories: number) {
  const posted = [];
  for (let number = 1; number <= stories; number++) {
    const standfirst = `What there is to say of it ${number}`;
    posted.push(
      await editor.posts(aStory({ headline: `Story ${number}`, standfirst, body: "A body.", lead: number === 1 })),
    );
  }
  return posted;
}

async function topOf(locator: ReturnType<Page["locator"]>): Promise<number> {
  return locator.evaluate((element) => element.getBoundingClientRect().top);
}

/** What must not change: where the page is scrolled to, what stands where, the focus and the selection. */
function whatIsRead(page: Page) {
  return page.evaluate(() => ({
    scrolledTo: scrollY,
    item: document.querySelectorAll("#headlines li")[30]?.getBoundingClientRect().top,
    lead: document.querySelector("#lead h2")?.textContent,
    focus: document.activeElement?.textContent,
    selection: String(getSelection()),
  }));
}
