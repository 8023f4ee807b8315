import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { openDesk, signIn, takeUp } from "../support/browser/newsroom-page.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson, openSession } from "../support/people/people.ts";

const browser = useBrowser();

test("D2: what was typed outlives a tab that is closed before anything was sent", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.route("**/v1/desk/drafts/**", (route) => route.abort());
  await page.getByLabel("Headline").fill("Typed, and the tab was gone");
  await page.close();
  expect(await london.store.selectFrom("draft").selectAll().execute()).toEqual([]);
  const next = await page.context().newPage();
  await next.goto(`${london.url}/desk`);
  await next.getByText("Kept on the server").waitFor();
  expect(await next.getByLabel("Headline").inputValue()).toBe("Typed, and the tab was gone");
});

test("D2: a page that is loaded anew has the draft that it had, another tab does not take it, and it goes when it is thrown away", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill("Still there");
  await page.getByText("Kept on the server").waitFor();
  await page.reload();
  await eventually("the draft", async () =>
    (await page.getByLabel("Headline").inputValue()) === "Still there" ? true : undefined,
  );
  await page.route("**/v1/desk/drafts/**", (route) => route.abort());
  await page.getByLabel("Headline").fill("Still there, and changed");
  const other = await page.context().newPage();
  await other.goto(`${london.url}/desk`);
  await other.locator(".stories .item", { hasText: "Still there" }).waitFor();
  expect(await other.getByLabel("Headline").inputValue()).toBe("");
  await other.close();

  await page.unroute("**/v1/desk/drafts/**");
  await page.getByText("Kept on the server").waitFor();
  await page.getByRole("button", { name: "Throw this draft away" }).click();
  await page.getByRole("button", { name: "Yes, away with it" }).click();
  await eventually("no draft", async () =>
    (await london.store.selectFrom("draft").select("id").execute()).length === 0 ? true : undefined,
  );
  expect(await page.getByLabel("Headline").inputValue()).toBe("");
});

test("D2: a session that ends under the editor costs no text, and the desk goes on when there is another", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const person = await aPerson(london);
  const page = await openDesk(t, browser, { url: london.url, person });
  await page.getByLabel("Headline").fill("Before");
  await page.getByText("Kept on the server").waitFor();
  await london.store.deleteFrom("session").execute();
  await page.getByLabel("Headline").fill("Before and after");
  await page.getByRole("dialog", { name: "You are signed out" }).waitFor();
  await page.getByText("Kept on this device. Sign in again").waitFor();
  const { cookie } = await openSession(london, person.id);
  await signIn(page.context(), london.url, cookie);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("Kept on the server").waitFor();
  const [draft] = await london.store.selectFrom("draft").select("fields").execute();
  expect(draft?.fields.headline).toBe("Before and after");
});

test("D6: a story is prepared, found in the drawer by another editor, and scheduled on the paper's own clock", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill("Ready for the day");
  await page.getByRole("button", { name: "Ready to fire" }).click();
  await page.locator(".stories section", { hasText: "Ready to fire" }).getByText("Ready for the day").waitFor();

  const other = await openDesk(t, browser, {
    ...{ url: london.url, person: await aPerson(london, { name: "Alex Reed" }) },
    options: { timezoneId: "Asia/Tokyo" },
  });
  await page.close();
  await takeUp(other, "Ready for the day");
  await other.getByText("Goes out now; or at a set time").click();
  await other.getByLabel("Time in Europe/London").fill(`${new Date().getUTCFullYear() + 1}-01-15T06:00`);
  await other.getByText("15 January").waitFor();
  const schedule = other.getByRole("button", { name: /^Schedule/ });
  await schedule.click();
  await other
    .locator(".stories section", { hasText: "Waiting for their time" })
    .getByText("Ready for the day")
    .waitFor();
  const { release_at, status } = await london.store
    .selectFrom("story")
    .select(["release_at", "status"])
    .executeTakeFirstOrThrow();
  expect([status, release_at?.toISOString().slice(5, 16)]).toEqual(["scheduled", "01-15T06:00"]);

  await other.getByRole("button", { name: "Call back" }).click();
  await other.getByRole("heading", { name: "Called back, and not out" }).waitFor();
  expect(await other.getByLabel("Headline").inputValue()).toBe("Ready for the day");
});

test("D7: what a reporter hands in waits for an editor, who publishes it", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const reporter = await aPerson(london, { role: "reporter", name: "Sam Lee" });
  const page = await openDesk(t, browser, { url: london.url, person: reporter });
  await page.getByLabel("Headline").fill("Handed in by a reporter");
  await page.keyboard.press("Control+Enter");
  await page.locator(".stories section", { hasText: "Handed in" }).getByText("Handed in by a reporter").waitFor();
  await page.close();
  const desk = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await takeUp(desk, "Handed in by a reporter");
  await desk.getByRole("button", { name: /^Publish/ }).click();
  await desk.getByText("leaves in").waitFor();
  const [story] = await london.store.selectFrom("story").select("status").execute();
  expect(story?.status).toBe("held");
});
