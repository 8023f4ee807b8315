import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { linkOf, startMailing } from "../support/mail/mail-reader.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { postIssue } from "../support/people/issues.ts";

const { open, openLive } = useBrowser();
const KIM = "kim@example.org";

test("N1: a newsletter is asked for, confirmed, changed and left without any script", async (t) => {
  const { london, sink } = await startMailing(t);
  await london.editor.posts(aStory());
  const page = await open(t, london.url, { javaScriptEnabled: false });
  await page.getByLabel("E-mail address").fill(KIM);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  expect(await page.locator("main").innerText()).toContain(KIM);

  await page.goto(here(london.url, linkOf(await sink.next(KIM), "confirm")));
  await page.getByRole("button", { name: "Yes, send me Morning Briefing" }).click();
  await page.getByRole("heading", { name: "You are on the list" }).waitFor();
  const welcome = await sink.next(KIM);

  await page.goto(here(london.url, linkOf(welcome, "preferences")));
  await page.getByLabel("The Week").check();
  await page.getByLabel("Quiet from").fill("22:00");
  await page.getByLabel("until").fill("06:00");
  await page.getByRole("button", { name: "Save what I get" }).click();
  await page.getByText("Saved.").waitFor();
  expect(await page.getByLabel("The Week").isChecked()).toBe(true);

  await page.goto(here(london.url, linkOf(welcome, "unsubscribe")));
  await page.getByRole("button", { name: "Unsubscribe" }).click();
  await page.getByText("Morning Briefing will not come any more.").waitFor();
  const states = await london.store
    .selectFrom("subscription")
    .select(["newsletter", "state"])
    .orderBy("newsletter")
    .execute();
  expect(states.map(({ state }) => state)).toEqual(["ended", "confirmed"]);
});

test("N1: pages offer the first newsletter that is open, by its present name, and none where there is none", async (t) => {
  const { store, editor, url } = await startLondon(t);
  const { url: path } = await editor.posts(aStory());
  const offered = async (at: string) => {
    const text = await (await fetch(new URL(new URL(at).pathname, url))).text();
    return /<h2 id="sign-up"><a href="([^"]+)">([^<]+)<\/a><\/h2><p>([^<]+) </.exec(text)?.slice(1) ?? [];
  };
  const becomes = (what: string[]) =>
    eventually(`the offer: ${what}`, async () =>
      (await Promise.all([url, path].map(offered))).every((each) => each.join() === what.join()) ? true : undefined,
    );
  await becomes(["/newsletters/morning-briefing", "Morning Briefing", "The day in five minutes, before it begins."]);
  const first = store.updateTable("newsletter").where("slug", "=", "morning-briefing");
  await first.set({ name: "First Light", promise: "Three minutes." }).execute();
  await becomes(["/newsletters/morning-briefing", "First Light", "Three minutes."]);
  await store.updateTable("newsletter").set({ is_open: false }).execute();
  await becomes([]);
});

test("N1: with a script the answer is said in place, nothing moves, and the browser that asked may be the one that is told", async (t) => {
  const { london, sink } = await startMailing(t);
  const { url: path } = await london.editor.posts(aStory());
  const page = await openLive(t, here(london.url, path), PHONE);
  const form = page.locator("form[data-sign-up]");
  await form.scrollIntoViewIfNeeded();
  const before = await form.boundingBox();
  await page.getByLabel("E-mail address").fill("kim@example");
  await page.getByRole("button", { name: "Join" }).click();
  await form.getByText("Look into your mail").waitFor(); // a host without a dot is one, too
  await page.getByLabel("E-mail address").fill(KIM);
  await page.getByRole("button", { name: "Join" }).click();
  const letter = await sink.next(KIM);
  expect(await form.boundingBox()).toEqual(before);
  expect(page.url()).toBe(here(london.url, path));
  expect(await violations(page)).toEqual([]);
  expect(await deviceOf(page)).toMatchObject({ isKnown: false });

  await page.goto(here(london.url, linkOf(letter, "confirm")));
  await page.getByRole("button", { name: "Yes, send me Morning Briefing" }).click();
  await page.locator("[data-bound]").waitFor({ state: "attached" });
  const { device } = await london.store
    .selectFrom("subscriber")
    .select("device")
    .where("email", "=", KIM)
    .executeTakeFirstOrThrow();
  expect(await deviceOf(page)).toEqual({ id: device, isKnown: true });
});

test("N1: who confirms in another browser is bound to none", async (t) => {
  const { london, sink } = await startMailing(t);
  await london.editor.posts(aStory());
  const page = await openLive(t, london.url);
  await page.getByLabel("E-mail address").fill(KIM);
  await page.getByRole("button", { name: "Join" }).click();
  const other = await open(t, here(london.url, linkOf(await sink.next(KIM), "confirm")));
  await other.evaluate(() => localStorage.setItem("device", JSON.stringify({ id: "another", isKnown: false })));
  await other.reload();
  await other.getByRole("button", { name: "Yes, send me Morning Briefing" }).click();
  await other.getByRole("heading", { name: "You are on the list" }).waitFor();
  expect(await london.store.selectFrom("subscriber").select("device").execute()).toEqual([{ device: null }]);
  expect(await deviceOf(other)).toMatchObject({ isKnown: false });
});

test("R13: axe finds nothing on any page of the mailing, at a phone's width, by day and by night", async (t) => {
  const { london, sink, reader } = await startMailing(t);
  await reader.signsUp("ada@example.org");
  const confirm = linkOf(await sink.next("ada@example.org"), "confirm");
  const welcome = await reader.joins(KIM);
  const { id } = await london.editor.posts(aStory({ standfirst: "Until Monday", urgency: "breaking" }));
  const issue = await postIssue(london.editor, "the-week", { subject: "It was so", intro: "*Once*.", storyIds: [id] });
  const page = await open(t, "about:blank", PHONE);
  const paths = ["/newsletters", "/newsletters/the-week", `/newsletters/the-week/${issue.id}`];
  paths.push("/newsletters/confirm?token=x", "/newsletters/nothing");
  for (const path of [...paths, confirm, linkOf(welcome, "preferences"), linkOf(welcome, "unsubscribe")]) {
    await page.goto(here(london.url, path));
    for (const summary of await page.locator("summary").all()) await summary.click();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([path, await violations(page)]).toEqual([path, []]);
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect([path, width]).toEqual([path, PHONE.viewport?.width]);
  }
  await page.goto(here(london.url, "/newsletters"));
  await page.getByLabel("E-mail address").fill("kim@example");
  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByText("Choose at least one.").waitFor();
  expect(await violations(page)).toEqual([]);
});

function here(url: string, address: string): string {
  return new URL(address.replace(/^https?:\/\/[^/]+/, ""), url).href;
}

async function deviceOf(page: Page): Promise<unknown> {
  return page.evaluate(() => JSON.parse(localStorage.getItem("device") ?? "{}"));
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
