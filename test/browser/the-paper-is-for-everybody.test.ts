import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { hasNoted, hasShown, leave, letTimePass } from "../support/browser/device-memory.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, type Editor } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();

for (const colorScheme of ["light", "dark"] as const) {
  test(`R13: axe finds nothing on any page (${colorScheme})`, async (t) => {
    const { editor, url } = await startLondon(t);
    const { corrected, retracted } = await anEdition(editor);
    for (const path of ["/", corrected, "/section/uk", "/latest", retracted, "/nothing"]) {
      const page = await open(t, new URL(path, url).href, { colorScheme });
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect([path, await violations(page)]).toEqual([path, []]);
    }
    const phone = await openLive(t, url, { ...PHONE, colorScheme });
    await phone.getByRole("button", { name: "Listen", exact: true }).click();
    await phone.getByRole("button", { name: "Close", exact: true }).waitFor();
    expect(await violations(phone)).toEqual([]);
  });

  test(`R13: axe finds nothing in any state that a device adds (${colorScheme})`, async (t) => {
    const { editor, url } = await startLondon(t);
    await anEdition(editor);
    const seen = await editor.posts(aStory({ headline: "Seen before", lead: true }));
    const page = await openLive(t, url, { ...PHONE, colorScheme });
    await hasShown(page, seen);
    await hasNoted(page, seen);
    await leave(page, url);
    expect(await violations(page)).toEqual([]);
    await letTimePass(page, 60 * 60_000);
    await editor.revises(seen.id, { rev: 2, kind: "correction", note: "A name was wrong." });
    await editor.posts(aStory({ headline: "Barrier closed", urgency: "flash" }));
    await page.goto(url);
    await page.getByRole("region", { name: "Put right since you saw it" }).waitFor();
    await page.getByRole("region", { name: "While you were away" }).waitFor();
    await page.getByRole("button", { name: "Listen live" }).click();
    await page.locator("#player").getByText("This device has no voice to read with.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Your paper" }).click();
    await page.getByLabel("World").check();
    await page.getByRole("checkbox", { name: "Morning Briefing" }).check();
    await page.getByRole("button", { name: "Turn alerts on…" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("alone").check();
    await page.getByRole("button", { name: "Done" }).click();
    await page.goto(`${url}/section/world`);
    await page.getByRole("button", { name: "Follow World" }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
}

test("R13: a burst of two hundred says little to those who listen: one thing in two seconds at most", async (t) => {
  const { editor, url } = await startLondon(t);
  await anEdition(editor, 60);
  const page = await openLive(t, url);
  await page.locator("#headlines li").nth(30).scrollIntoViewIfNeeded();
  await page.evaluate(() => {
    const said: number[] = [];
    Object.assign(window, { said });
    for (const region of document.querySelectorAll("[role=status], [aria-live]"))
      new MutationObserver(() => said.push(performance.now())).observe(region, {
        subtree: true,
        childList: true,
        characterData: true,
      });
  });
  const urgencyOf = (number: number) => (number % 20 === 0 ? "breaking" : "routine");
  for (let number = 1; number <= 200; number++) await editor.posts(aStory({ urgency: urgencyOf(number) }));
  await page.getByRole("button", { name: "200 new headlines" }).waitFor();
  const said = await page.evaluate(() => (window as unknown as { said: number[] }).said);
  expect(said.length).toBeGreaterThan(0);
  expect(said.slice(1).filter((at, before) => at - (said[before] ?? 0) < 2_000)).toEqual([]);
});

test("R13: everything can be reached and used by keyboard", async (t) => {
  const { editor, url } = await startLondon(t);
  await anEdition(editor);
  const page = await openLive(t, url);
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("To the news");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toContain("Alarm");
  await page.locator("#lead [data-listen]:enabled").focus(); // what cannot be used yet takes no focus
  expect(await focused(page)).toBe("Listen");
  await page.keyboard.press("Enter");
  await page.getByText(/ \/ \d:\d\d/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close", exact: true }).waitFor({ state: "hidden" });
  expect(await focused(page)).toBe("Listen");
});

test("R10: a story is read out with its length, and the page says so when the device has no voice", async (t) => {
  const { editor, url } = await startLondon(t);
  await anEdition(editor);
  const page = await openLive(t, url);
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  const player = page.getByRole("region", { name: "Listen to this article" });
  await player.getByText("This device has no voice to read with.").waitFor();
  expect(await player.locator(".times").innerText()).toMatch(/^0:00 \/ \d:\d\d$/);
  expect(await player.getByRole("button", { name: "Play" }).isVisible()).toBe(true);
});

for (const [name, window] of Object.entries({ desktop: {}, phone: PHONE })) {
  test(`R14: nothing shifts while a page is loaded and lives (${name})`, async (t) => {
    const { editor, url } = await startLondon(t);
    await anEdition(editor);
    const page = await open(t, "about:blank", { ...window, reducedMotion: "no-preference" }); // where things glide
    await page.addInitScript(() => {
      const shifts: unknown[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map((shift) => shift.toJSON()))).observe({
        type: "layout-shift",
        buffered: true,
      });
    });
    await page.goto(url);
    await page.locator("#live[data-state=live]").waitFor();
    for (let number = 1; number <= 5; number++) await editor.posts(aStory({ headline: `Live headline ${number}` }));
    await editor.posts(aStory({ headline: "Live alarm", urgency: "breaking" }));
    await page.locator("#breaking").getByText("Live alarm").waitFor();
    await page.evaluate(() =>
      Promise.all(document.getAnimations().flatMap((each) => (each instanceof CSSAnimation ? [] : [each.finished]))),
    );
    expect(await page.evaluate(() => (window as unknown as { shifts: unknown[] }).shifts)).toEqual([]);
  });
}

test("R14: the first view is light and asks nobody else's server", async (t) => {
  const { editor, url } = await startLondon(t);
  await anEdition(editor, 50);
  const page = await open(t, "about:blank");
  const weights: Record<string, number> = {};
  const foreign: string[] = [];
  const asked: Promise<unknown>[] = [];
  page.on("request", (request) => new URL(request.url()).origin !== url && foreign.push(request.url()));
  page.on("requestfinished", (request) => {
    asked.push(
      request.sizes().then(({ responseBodySize }) => Object.assign(weights, { [request.url()]: responseBodySize })),
    );
  });
  await page.goto(url, { waitUntil: "networkidle" });
  await Promise.all(asked);
  expect(foreign).toEqual([]);
  const total = (pattern: RegExp) =>
    sum(Object.entries(weights).flatMap(([address, weight]) => (pattern.test(address) ? [weight] : [])));
  expect(total(/\/$/)).toBeLessThanOrEqual(12_000);
  expect(total(/\.css$/)).toBeLessThanOrEqual(6_000);
  expect(total(/\/(main|before-paint)-[^/]*\.js$/)).toBeLessThanOrEqual(20_500);
  expect(total(/\.js$/)).toBeLessThanOrEqual(25_000); // what is loaded once the page is live, too
  expect(total(/\.woff2$/)).toBeLessThanOrEqual(20_000);
  expect(total(/./)).toBeLessThanOrEqual(60_000);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`R13: axe finds nothing in the archive and in what the paper says of itself (${colorScheme})`, async (t) => {
    const { editor, url } = await startLondon(t);
    await anEdition(editor, 4);
    for (const path of ["/at", "/about", "/privacy"]) {
      const page = await open(t, url + path, { colorScheme });
      expect([path, await violations(page)]).toEqual([path, []]);
    }
  });
}

/** In the dark only what colours can change is looked at: the rest is the same page. */
async function violations(page: Page): Promise<string[]> {
  const isDark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const rules = new AxeBuilder({ page });
  if (isDark) rules.withRules(["color-contrast", "link-in-text-block"]);
  else rules.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = await rules.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Something of everything that a page can show. */
async function anEdition(editor: Editor, routine = 8): Promise<{ corrected: string; retracted: string }> {
  const body =
    "First paragraph.\n\n## A heading\n\nSecond paragraph with [a link](/latest).\n\n- one\n- two\n\n> Said somebody.";
  const texts = { standfirst: "What it is about, in one line", body, byline: "Ann Reed", topics: ["Rivers"] };
  for (let number = 1; number <= routine; number++) {
    const section = ["uk", "world", "sport", "culture"][number % 4];
    await editor.posts(aStory({ ...texts, headline: `Something happened in the ${number}th place of all`, section }));
  }
  await editor.posts(aStory({ ...texts, headline: "The lead", lead: true }));
  const corrected = await editor.posts(aStory({ ...texts, headline: "Corrected", verification: "unconfirmed" }));
  await editor.revises(corrected.id, {
    rev: 2,
    kind: "correction",
    note: "A number was wrong.",
    headline: "Put right",
  });
  const retracted = await editor.posts(aStory({ ...texts, headline: "Wrong" }));
  await editor.retracts(retracted.id, { rev: 2, note: "None of it was so." });
  await editor.posts(aStory({ ...texts, headline: "Alarm", urgency: "breaking" }));
  return { corrected: new URL(corrected.url).pathname, retracted: `/story/${retracted.id}/wrong` };
}
