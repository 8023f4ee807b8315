import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { openDesk } from "../support/browser/newsroom-page.ts";
import { eventually } from "../support/deadline.ts";
import { startMailSink } from "../support/mail/mail-sink.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";
import { fillReadership } from "../support/people/readership.ts";

const browser = useBrowser();
const READERS = 30;

for (const [colorScheme, size, isPhone] of [
  ["light", {}, false],
  ["dark", PHONE, true],
] as const) {
  test(`N2, N5: an editor composes, sees, tests and sends an issue, and open pages tell of it (${colorScheme})`, async (t) => {
    const sink = await startMailSink();
    t.onTestFinished(() => sink.close());
    const env = { SMTP_URL: sink.url, MAIL_FROM: "news@paper.test" };
    const london = await startLondon(t, { env });
    await fillReadership(london.store, "morning-briefing", READERS);
    await london.editor.posts(aStory({ headline: "The lesser story" }));
    await london.editor.posts(aStory({ headline: "The greater story", urgency: "breaking" }));
    const reader = await browser.openLive(t, london.url);
    await reader.evaluate(() => localStorage.setItem("choices", JSON.stringify({ letters: ["morning-briefing"] })));

    const page = await openDesk(t, browser, {
      ...{ url: london.url, person: await aPerson(london), options: { ...size, colorScheme } },
    });
    const pane = async (name: string) => {
      if (isPhone) await page.getByRole("button", { name, exact: true }).click();
    };
    await page.getByRole("button", { name: "Newsletters" }).click();
    await pane("Issues");
    await page.getByRole("button", { name: /^Morning Briefing/ }).click();
    await page.getByLabel("Subject").fill("What the day brings");
    await page.getByLabel("Intro").fill("Good *morning*.");
    await page.getByRole("button", { name: "Fill since the last issue" }).click();
    await page.locator(".picker li").nth(1).waitFor();
    expect(await page.locator(".picker li b").allTextContents()).toEqual(["The greater story", "The lesser story"]);
    await page.getByRole("button", { name: "Up: The lesser story" }).click();
    expect(await page.locator(".picker li b").allTextContents()).toEqual(["The lesser story", "The greater story"]);
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await pane("Preview");
    const mail = page.frameLocator(".preview iframe");
    await mail.locator("h2", { hasText: "The lesser story" }).waitFor();
    const sheet = mail.locator(".sheet");
    expect(
      await sheet.evaluate((element) => getComputedStyle(element).maxWidth + getComputedStyle(element).fontFamily),
    ).toMatch(/Georgia/);
    await page.getByRole("button", { name: "Plain text" }).click();
    await page.locator(".plain-mail", { hasText: "Good *morning*." }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await pane("Compose");
    await page.getByRole("button", { name: "Send me a test" }).click();
    await page.getByText(/^A test is on its way to/).waitFor();
    expect(sink.mails.map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]?.trim())).toEqual([
      "Test: What the day brings",
    ]);

    await page.getByRole("button", { name: "Send…" }).click();
    const question = page.getByRole("dialog");
    await question.getByText(`It goes to ${READERS} readers by mail`).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await question.getByRole("button", { name: "Send it" }).click();
    await page.getByText("100 % sent").waitFor();
    await page.getByText(`of ${READERS} readers`).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await eventually("every mail", () => (sink.whole().length === READERS + 1 ? true : undefined));
    await reader.locator(".notice.is-issue").getByRole("link", { name: "What the day brings" }).waitFor();
    const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(isWider).toBe(false);
  });
}

test("N3: mails in doubt are listed at the desk, and a person has them sent once more or leaves them; without a relay it says so", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  const { editor, store } = london;
  await fillReadership(store, "the-week", 3);
  const { json } = await editor.ask("POST", "/v1/newsletters/the-week/issues", { subject: "Half of it", storyIds: [] });
  const { id } = json as { id: string };
  const readers = await store.selectFrom("recipient").select("subscriber_id").where("issue_id", "=", id).execute();
  await store
    .updateTable("recipient")
    .set({ state: "doubtful", reason: "its sender was lost on the way", at: new Date() })
    .where(
      "subscriber_id",
      "in",
      readers.slice(0, 2).map(({ subscriber_id }) => subscriber_id),
    )
    .execute();
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByRole("button", { name: "Newsletters" }).click();
  await page.getByText("There is no mail relay").waitFor();
  await page.locator(".stories .item", { hasText: "Half of it" }).click();
  await page.locator(".doubts li").nth(1).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.locator(".doubts li").first().getByRole("button", { name: "Send again" }).click();
  await eventually("one left", async () => ((await page.locator(".doubts li").count()) === 1 ? true : undefined));
  await page.locator(".doubts li").getByRole("button", { name: "Leave it" }).click();
  await page.locator(".doubts").waitFor({ state: "detached" });
  const states = await store.selectFrom("recipient").select(["state"]).where("issue_id", "=", id).execute();
  expect(states.map(({ state }) => state).sort()).toEqual(["doubtful", "pending", "pending"]);

  await page.getByRole("button", { name: /^The Week/ }).click();
  await page.getByLabel("Subject").fill("Nobody wants this one");
  const written = page.locator(".stories .item", { hasText: "Nobody wants this one" });
  await written.waitFor();
  await page.getByRole("button", { name: "Throw this issue away" }).click();
  await page.getByRole("button", { name: "Yes, away with it" }).click();
  await written.waitFor({ state: "detached" });
  expect(await page.getByLabel("Subject").inputValue()).toBe("");
  const thrown = store.selectFrom("issue").select("state").where("subject", "=", "Nobody wants this one");
  expect(await thrown.executeTakeFirst()).toEqual({ state: "cancelled" });

  const acts = await store.selectFrom("audit_log").select("act").where("act", "like", "issue.%").execute();
  expect(acts.map(({ act }) => act).sort()).toEqual(["issue.cancel", "issue.leave", "issue.send-again", "issue.start"]);
});

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
