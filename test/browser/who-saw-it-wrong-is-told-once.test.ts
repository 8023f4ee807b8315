import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { hasNoted, hasShown, leave, letTimePass } from "../support/browser/device-memory.ts";
import { fillWire } from "../support/paper/fill-wire.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();
const DAY_MS = 24 * 60 * 60_000;

const corrections = (page: Page) => page.locator("#notices .is-correction");

test("R8: who saw revision 1 and was away for a day is told once what changed; who did not see it is not", async (t) => {
  const { editor, url } = await startLondon(t);
  const wrong = await editor.posts(aStory({ headline: "Nine bridges close" }));
  const page = await openLive(t, url);
  await hasShown(page, wrong);
  await hasNoted(page, wrong);
  await leave(page, url);
  await letTimePass(page, DAY_MS);
  const note = "One bridge closes, not nine.";
  const right = await editor.revises(wrong.id, { rev: 2, kind: "correction", note, headline: "One bridge closes" });

  await page.goto(url);
  await corrections(page).getByText(note).waitFor();
  expect(await corrections(page).getByRole("link").allInnerTexts()).toEqual(["One bridge closes"]);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await page.getByRole("button", { name: "Close: Put right since you saw it" }).click();
  expect(await corrections(page).count()).toBe(0);
  await page.reload();
  const barrier = await editor.posts(aStory());
  await hasNoted(page, barrier);
  expect(await corrections(page).count()).toBe(0);

  const stranger = await openLive(t, url);
  await hasNoted(stranger, right);
  expect(await stranger.locator("#notices").count()).toBe(0);
});

test("R8: it finds the reader on whatever page is open, and after more than can be told step by step", async (t) => {
  const london = await startLondon(t);
  const { editor, url } = london;
  const wrong = await editor.posts(aStory({ headline: "Wrong at first" }));
  const page = await openLive(t, url);
  await hasShown(page, wrong);
  await page.goto(`${url}/section/sport`);
  await page.locator("#live[data-state=live]").waitFor();
  await editor.revises(wrong.id, { rev: 2, kind: "correction", note: "A first slip." });
  await corrections(page).getByText("A first slip.").waitFor();

  await leave(page, url);
  await editor.revises(wrong.id, { rev: 3, kind: "correction", note: "A second slip." });
  await fillWire(london, 2_100);
  await page.goto(`${url}/latest`);
  await corrections(page).getByText("A second slip.").waitFor();
  expect(await corrections(page).getByText("A first slip.").count()).toBe(0);
});

test("R8, R11: of several tabs one tells, and a tab that nobody looks at does not", async (t) => {
  const { editor, url } = await startLondon(t);
  const [first, second] = [await editor.posts(aStory()), await editor.posts(aStory())];
  const pages = [await openLive(t, url)];
  for (let more = 0; more < 2; more++) {
    const other = await (pages[0] as Page).context().newPage();
    await other.goto(url);
    await other.locator("#live[data-state=live]").waitFor();
    pages.push(other);
  }
  const hidden = pages[2] as Page;
  await hidden.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await hasShown(pages[0] as Page, second);
  await editor.revises(first.id, { rev: 2, kind: "correction", note: "The first slip." });
  const last = await editor.revises(second.id, { rev: 2, kind: "correction", note: "The second slip." });
  for (const page of pages) await page.locator(`article[data-story="${second.id}"][data-rev="2"]`).first().waitFor();
  await hasNoted(pages[0] as Page, last);

  const told = await Promise.all(pages.map((page) => page.locator("#notices .why").allInnerTexts()));
  expect(told.flat().sort()).toEqual(["The first slip.", "The second slip."]);
  expect(told[2]).toEqual([]);
});

test("R8, I7: what was taken back is told without a word of it", async (t) => {
  const { editor, url } = await startLondon(t);
  const wrong = await editor.posts(aStory({ headline: "Minister resigns", standfirst: "Over a contract" }));
  const page = await openLive(t, url);
  await hasShown(page, wrong);
  await leave(page, url);
  await editor.revises(wrong.id, { rev: 2, kind: "correction", note: "Minister X resigns." });
  await editor.retracts(wrong.id, { rev: 3, note: "The letter was a draft." });
  await page.goto(url);
  await corrections(page).getByText("The letter was a draft.").waitFor();
  expect(await corrections(page).innerText()).toContain("A story that you saw was taken back");
  expect(await page.locator("body").innerText()).not.toMatch(/resigns|contract/);
});

test("R8, R11: quiet mode keeps a correction until it ends, and loses none", async (t) => {
  const { editor, url } = await startLondon(t);
  const wrong = await editor.posts(aStory());
  const page = await openLive(t, url);
  await hasShown(page, wrong);
  await page.evaluate(() => localStorage.setItem("choices", JSON.stringify({ quiet: true })));
  await page.reload();
  await page.locator("#live[data-state=live]").waitFor();
  await editor.revises(wrong.id, { rev: 2, kind: "correction", note: "In all quiet." });
  await page.locator(`article[data-story="${wrong.id}"][data-rev="2"]`).first().waitFor();
  await page.reload();
  await hasShown(page, { ...wrong, rev: 2 });
  expect(await page.locator("#notices").count()).toBe(0);
  await page.getByRole("button", { name: "Your paper" }).click();
  await page.getByLabel("Quiet mode").uncheck();
  await corrections(page).getByText("In all quiet.").waitFor();
});

test("R8: a device that keeps nothing is told of what happens while the page is open", async (t) => {
  const { editor, url } = await startLondon(t);
  const wrong = await editor.posts(aStory());
  const page = await open(t, "about:blank");
  await page.addInitScript(() =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("not here", "SecurityError");
      },
    }),
  );
  await page.goto(url);
  await page.locator("#yours:enabled").waitFor();
  await editor.revises(wrong.id, { rev: 2, kind: "correction", note: "While it was open." });
  await corrections(page).getByText("While it was open.").waitFor();
});
