import type { Page } from "playwright-core";
import { expect, type TestContext, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { openDesk, receiptOf } from "../support/browser/newsroom-page.ts";
import { eventually } from "../support/deadline.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aPerson } from "../support/people/people.ts";
import { openReader, type TestReader } from "../support/readers/open-reader.ts";

const browser = useBrowser();
const READERS = 24;
const MANY_READERS = 200;
const RIGHT = "Thames Barrier closed as spring tide meets storm";
const WRONG = "Thames Barrier shut as spring tide meets strom";

test("D2, D3, D4, D5: an editor writes a flash, sees for whom it is, follows it to every screen, corrects it and takes it back", async (t) => {
  const { london, readers, page } = await openNewsroom(t, { count: MANY_READERS });
  await page.getByLabel("Headline").fill(WRONG);
  await page.getByLabel("Text", { exact: true }).fill("It was closed at **20:40**.");
  await page.getByRole("radio", { name: "Flash" }).check();
  const preview = page.locator(".preview iframe").contentFrame();
  await preview.getByRole("heading", { level: 1, name: WRONG, includeHidden: true }).waitFor();
  await preview.locator("strong", { hasText: "20:40" }).waitFor();

  await page.getByRole("button", { name: /^Publish flash/ }).click();
  await page.getByText(`It goes to ${MANY_READERS} open screens, on 1 server`).waitFor();
  await page.getByText("0 of the day’s 3 flash alerts are spent.").waitFor();
  await page.getByRole("button", { name: "Send the flash" }).dblclick();
  await isOnEveryScreen(page, readers, WRONG);
  const [story] = (await listed(london)).filter(({ headline }) => headline === WRONG);
  expect((await listed(london)).length).toBe(1);

  await page.locator(".stories .item", { hasText: WRONG }).click();
  await page.getByRole("button", { name: "Correct…" }).click();
  await page.getByLabel("What was wrong, for readers").fill("It is the storm that was misspelled.");
  await page.getByLabel("Headline").fill(RIGHT);
  await page.getByRole("button", { name: /^Correct/ }).click();
  await page.getByText(`${MANY_READERS} of ${MANY_READERS} screens asked have already shown it.`).waitFor();
  await page.getByRole("button", { name: "Correct it" }).click();
  await isOnEveryScreen(page, readers, RIGHT);
  expect(await london.store.selectFrom("draft").select("id").execute()).toEqual([]);

  await takeBack(page, RIGHT);
  for (const reader of readers) await lastKind(reader, "retraction");
  expect((await london.editor.ask("GET", `/v1/stories/${story?.id}`)).status).toBe(410);
});

test("D2, D3, D4, D5: all of it on a phone", async (t) => {
  const { readers, page } = await openNewsroom(t, { isPhone: true });
  await page.getByLabel("Headline").fill(WRONG);
  await page.getByRole("radio", { name: "Breaking" }).check();
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  const preview = page.locator(".preview iframe").contentFrame();
  await preview.getByRole("heading", { level: 1, name: WRONG, includeHidden: true }).waitFor();
  await page.getByRole("button", { name: "Write", exact: true }).click();
  await page.getByRole("button", { name: /^Publish breaking/ }).click();
  await page.getByRole("button", { name: "Send the breaking" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: "Called back, and not out" }).waitFor();
  expect(await page.getByLabel("Headline").inputValue()).toBe(WRONG);
  await page.getByLabel("Headline").fill(RIGHT);
  await page.getByRole("button", { name: /^Publish breaking/ }).click();
  await page.getByRole("button", { name: "Send the breaking" }).click();
  await isOnEveryScreen(page, readers, RIGHT);
  expect(readers.map(({ events }) => events.length)).toEqual(readers.map(() => 1));
  await page.getByRole("button", { name: "Stories", exact: true }).click();
  await takeBack(page, RIGHT);
  for (const reader of readers) await lastKind(reader, "retraction");
});

test("D2, D3, D4, D5: all of it by the keyboard alone", async (t) => {
  const { readers, page } = await openNewsroom(t);
  await tabTo(page, "Headline");
  await page.keyboard.type(WRONG);
  await tabTo(page, "Routine");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Enter");
  await isOnEveryScreen(page, readers, WRONG);

  await tabTo(page, WRONG, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "Correct…");
  await page.keyboard.press("Enter");
  await tabTo(page, "What was wrong, for readers");
  await page.keyboard.type("A word was misspelled.");
  await tabTo(page, "Headline");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(RIGHT);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Enter");
  await isOnEveryScreen(page, readers, RIGHT);

  await tabTo(page, RIGHT, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "Take back…");
  await page.keyboard.press("Enter");
  await tabTo(page, "Why, for readers");
  await page.keyboard.type("None of it was so.");
  await page.keyboard.press("Enter");
  for (const reader of readers) await lastKind(reader, "retraction");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

async function openNewsroom(t: TestContext, { count = READERS, isPhone = false } = {}) {
  const london = await startLondon(t);
  const person = await aPerson(london, { name: "Mary Okafor" });
  const readers = await Promise.all(Array.from({ length: count }, () => openReader(t, london.url, { shows: true })));
  const page = await openDesk(t, browser, { url: london.url, person, ...(isPhone && { options: PHONE }) });
  await page.locator(".strip", { hasText: `Open screens${count}` }).waitFor();
  return { london, readers, page };
}

/** The desk says so, and an outside count of what arrived agrees. */
async function isOnEveryScreen(page: Page, readers: TestReader[], headline: string): Promise<void> {
  const receipt = receiptOf(page, headline);
  await receipt.getByText(`${readers.length} of ${readers.length}`).waitFor();
  await receipt.locator(".stages [data-mark=seen]").nth(3).waitFor();
  const have = readers.filter(({ events }) =>
    events.some((event) => "story" in event && event.story.status === "published" && event.story.headline === headline),
  );
  expect(have.length).toBe(readers.length);
  expect(await receipt.locator(".histogram rect").count()).toBeGreaterThan(0);
}

async function takeBack(page: Page, headline: string): Promise<void> {
  await page.locator(".stories .item", { hasText: headline }).click();
  await page.getByRole("button", { name: "Take back…" }).click();
  await page.getByLabel("Why, for readers").fill("None of it was so.");
  await page.getByRole("button", { name: "Take it back for good" }).click();
  await page.getByRole("dialog").getByText("Taken back ·").waitFor();
}

function lastKind({ events }: TestReader, kind: string): Promise<true> {
  return eventually(kind, () => {
    const last = events.at(-1);
    return last && "kind" in last && last.kind === kind ? true : undefined;
  });
}

async function listed({ editor }: London): Promise<{ id: string; headline: string }[]> {
  return ((await editor.ask("GET", "/v1/stories")).json as { stories: { id: string; headline: string }[] }).stories;
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string, key = "Tab"): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
    });
    if (focused.startsWith(name)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`no way to ${name} by ${key}`);
}
