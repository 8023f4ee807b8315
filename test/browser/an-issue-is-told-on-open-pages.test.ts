import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { postIssue } from "../support/people/issues.ts";
import { fillReadership } from "../support/people/readership.ts";

const { openLive } = useBrowser();

test("N5: who follows a newsletter is told once, calmly, in one of the tabs; nobody else is", async (t) => {
  const { editor, url, store } = await startLondon(t);
  await fillReadership(store, "morning-briefing", 1);
  const page = await openLive(t, url);
  await page.getByRole("button", { name: "Your paper" }).click();
  await page.getByRole("dialog").getByLabel("Morning Briefing").check();
  await page.getByRole("button", { name: "Done" }).click();
  const stranger = await openLive(t, url);
  const top = () => page.locator("#main").evaluate((main) => main.getBoundingClientRect().top);
  const before = await top();

  await postIssue(editor, "morning-briefing", { subject: "What the day will bring", storyIds: [] });
  const notice = page.locator(".notice.is-issue");
  await notice.getByRole("link", { name: "What the day will bring" }).waitFor();
  await notice.getByRole("heading", { name: "Morning Briefing is out" }).waitFor();
  expect(await top()).toBe(before);
  await postIssue(editor, "the-week", { subject: "Not followed", storyIds: [] });
  const barrier = await editor.posts(aStory({ headline: "The barrier" }));
  for (const each of [page, stranger]) await each.locator(`[data-story="${barrier.id}"]`).first().waitFor();
  expect(await page.getByText("Not followed").count()).toBe(0);
  expect(await stranger.locator(".notice.is-issue").count()).toBe(0);

  await notice.getByRole("button", { name: /^Close/ }).click();
  await page.reload();
  await page.locator("#live[data-state=live]").waitFor();
  const again = await editor.posts(aStory({ headline: "Another barrier" }));
  await page.locator(`[data-story="${again.id}"]`).first().waitFor();
  expect(await notice.count()).toBe(0);
});

test("N5: the notice leads to the issue, which stands on the newsletter's page and shows what stands now", async (t) => {
  const { editor, url, store } = await startLondon(t);
  await fillReadership(store, "morning-briefing", 1);
  const right = await editor.posts(aStory({ headline: "What was wrong" }));
  const gone = await editor.posts(aStory({ headline: "What never was" }));
  const page = await openLive(t, url);
  await page.evaluate(() => localStorage.setItem("choices", JSON.stringify({ letters: ["morning-briefing"] })));
  const issue = { subject: "In the morning", intro: "Good *morning*.", storyIds: [right.id, gone.id] };
  await postIssue(editor, "morning-briefing", issue);
  await editor.revises(right.id, { rev: 2, kind: "correction", note: "It is right now.", headline: "What is right" });
  await editor.retracts(gone.id, { rev: 2, note: "It never was." });
  await page.locator(".notice.is-issue").getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "In the morning" }).waitFor();
  const text = await page.locator("main").innerText();
  expect(text).toContain("What is right");
  expect(text).toContain("It is right now.");
  expect(text).toContain("taken back since");
  expect(text).not.toContain("What was wrong");
  expect(text).not.toContain("What never was");
  await page.getByRole("link", { name: "Morning Briefing", exact: true }).first().click();
  await page.getByRole("heading", { name: "Earlier issues" }).waitFor();
  await page.getByRole("link", { name: "In the morning" }).waitFor();
});
