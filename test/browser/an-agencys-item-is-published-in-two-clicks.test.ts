import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { faultsIn } from "../support/browser/axe.ts";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { openDesk } from "../support/browser/newsroom-page.ts";
import { eventually } from "../support/deadline.ts";
import { type Agency, ASKS_HERE, rssOf, startAgency } from "../support/others/agency.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";

const browser = useBrowser();
const HEADLINE = "Ferry runs aground off the Isle of Sheppey";
const ITEM = {
  id: "ferry",
  title: HEADLINE,
  text: "All &lt;b&gt;passengers&lt;/b&gt; are ashore.",
  link: "https://agency.example/ferry",
};
const OLDER = { id: "weir", title: "Teddington weir reopens after repairs", text: "Boats may pass again." };

test("D10: an admin adds a source and sees what was found; what comes in then is on the desk by itself, and two clicks bring it to a reader with its source", async (t) => {
  const london = await startLondon(t, { env: ASKS_HERE });
  const agency = await startAgency(t);
  agency.serves("/feed", { body: rssOf([OLDER]), headers: { "Content-Type": "text/html" } });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london, { role: "admin" }) });
  await addSource(page, london, agency);

  await page.goto(`${london.url}/desk`);
  await page
    .getByRole("button", { name: /^Inbox/ })
    .first()
    .click();
  await page.getByRole("button", { name: `Use: ${OLDER.title}` }).waitFor();
  agency.serves("/feed", { body: rssOf([ITEM, OLDER]) });
  await london.store
    .updateTable("inbox_source")
    .set({ due_at: new Date(0) })
    .execute();
  await page.getByRole("button", { name: `Use: ${HEADLINE}` }).waitFor();

  const reader = await browser.openLive(t, london.url);
  await page.getByRole("button", { name: `Use: ${HEADLINE}` }).click();
  await eventually("the composer is full", async () =>
    (await page.getByLabel("Headline").inputValue()) === HEADLINE ? true : undefined,
  );
  expect(await page.getByLabel("Byline").inputValue()).toBe("Wires of Kent");
  expect(await page.getByLabel("Section").inputValue()).toBe("world");
  await page.getByRole("button", { name: /^Publish/ }).click();
  await reader.getByRole("link", { name: HEADLINE }).first().click();
  await reader.getByText("All passengers are ashore.").waitFor();
  await reader.getByText("Source: Wires of Kent, https://agency.example/ferry").waitFor();
  await page
    .getByRole("list", { name: "Taken" })
    .getByText(/published by Alex admin/)
    .waitFor();
  const taken = await london.store.selectFrom("inbox_item").selectAll().where("state", "=", "taken").execute();
  expect(taken.map(({ headline, story_id }) => [headline, story_id !== null])).toEqual([[HEADLINE, true]]);
  expect(await london.store.selectFrom("draft").select("id").execute()).toEqual([]);
});

test("D2, D10: by keyboard the inbox is gone through, read, put aside and taken back; on a phone too, without a finding of axe", async (t) => {
  const london = await startLondon(t, { env: ASKS_HERE });
  const agency = await startAgency(t);
  agency.serves("/feed", { body: rssOf([ITEM, OLDER]) });
  await london.store
    .insertInto("inbox_source")
    .values({
      id: crypto.randomUUID(),
      name: "Wires of Kent",
      url: `${agency.url}/feed`,
      section: "world",
      every_seconds: 60,
    })
    .execute();
  const person = await aPerson(london);
  const page = await openDesk(t, browser, { url: london.url, person, options: PHONE });
  await page
    .getByRole("navigation", { name: "Parts of the desk" })
    .getByRole("button", { name: /^Inbox/ })
    .click();
  await page.locator(`.item`, { hasText: HEADLINE }).waitFor();
  expect(await faultsIn(page)).toEqual([]);
  await page.locator(`.item`, { hasText: HEADLINE }).focus();
  await page.keyboard.press("ArrowDown");
  const focused = page.locator(".item:focus", { hasText: OLDER.title });
  await focused.waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: OLDER.title }).getByText("Boats may pass again.").waitFor();
  expect(await faultsIn(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await focused.waitFor(); // where the sheet was opened from
  await page.keyboard.press("d");
  await page.getByText("Dismissed.").waitFor();
  await page.locator(".item", { hasText: OLDER.title }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(`.item`, { hasText: OLDER.title }).waitFor();
  await page.locator(`.item`, { hasText: HEADLINE }).focus();
  await page.keyboard.press("u");
  await page.getByLabel("Headline").waitFor();
  expect(await page.getByLabel("Headline").inputValue()).toBe(HEADLINE);
});

test("D2: what goes with a text is suggested when typing pauses, added with a click and taken off again, and readers are led to it", async (t) => {
  const london = await startLondon(t);
  const first = await london.editor.posts(aStory({ headline: "Thames Barrier closed before spring tide" }));
  await london.editor.posts(aStory({ headline: "Spring tide floods Thames path near the barrier" }));
  await london.editor.posts(aStory({ headline: "Museum opens late on Thursdays" }));
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/v1/desk/related")) asked++;
  });
  await page.getByLabel("Headline").pressSequentially("Thames Barrier opens again after the spring tide");
  const offers = page.getByRole("list", { name: "Suggestions" });
  await offers.getByRole("button", { name: /Thames Barrier closed/ }).click();
  const chips = page.getByRole("list", { name: "Related stories" });
  await chips.getByText("Thames Barrier closed").waitFor();
  await offers.getByRole("button", { name: /Spring tide floods/ }).click();
  await chips.getByRole("button", { name: /Remove: Spring tide floods/ }).click();
  expect(await offers.getByText("Museum").count()).toBe(0);
  expect(asked).toBeLessThan(20);
  expect(await faultsIn(page)).toEqual([]);
  await page.getByRole("button", { name: /^Publish/ }).click();
  const story = await eventually("the story, held", () =>
    london.store.selectFrom("revision").select("related").where("headline", "like", "%opens again%").executeTakeFirst(),
  );
  expect(story.related).toEqual([first.id]);
});

async function addSource(page: Page, london: London, agency: Agency): Promise<void> {
  await page.goto(`${london.url}/desk/sources`);
  await page.getByLabel("Name, as readers are told").fill("Wires of Kent");
  await page.getByLabel("Address").fill(`${agency.url}/feed`);
  await page.getByLabel("Section, to begin with").selectOption("world");
  await page.getByRole("button", { name: "Add and read it" }).click();
  await page.getByText("was read: RSS 2.0, 1 item so far.").waitFor();
  await page.getByText(`The newest: “${OLDER.title}”`).waitFor();
  expect(await faultsIn(page)).toEqual([]);
}
