import type { Page } from "playwright-core";
import { HEADLINES } from "./story-acts.ts";

/* What is done with newsletters, alerts and the inbox before they are looked at. */

/** On a phone one pane is seen at a time. */
async function pane(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole("navigation", { name: "Parts of the desk" }).getByRole("button", { name });
  if (await button.isVisible()) await button.click();
}

export async function choices(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Your paper" }).click();
  await page.getByRole("checkbox", { name: "Morning Briefing" }).waitFor();
}

export async function alerts(page: Page): Promise<void> {
  await choices(page);
  await page.getByRole("button", { name: "Turn alerts on…" }).scrollIntoViewIfNeeded();
  await page.getByRole("dialog").evaluate((panel) => panel.scrollTo(0, panel.scrollHeight));
}

export async function strip(page: Page): Promise<void> {
  await page.locator(".strip [data-state=green]").waitFor();
}

export async function inbox(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /^Inbox/ })
    .locator("visible=true")
    .click();
  await page.locator(".wire-item").nth(2).waitFor();
}

export async function issues(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Newsletters", exact: true }).click();
  await pane(page, "Issues");
  await page.locator(".stories .item", { hasText: "A quiet river" }).waitFor();
}

export async function issue(page: Page, turn: number): Promise<void> {
  await issues(page);
  const begun = page.locator(".stories section", { hasText: "Being written" }).locator(".item").first();
  if (await begun.isVisible()) {
    await begun.click();
  } else {
    await begin(page, turn);
    await page.getByRole("button", { name: "Fill since the last issue" }).click();
  }
  await page.locator(".picker li").first().waitFor();
  if (await page.locator(".preview").isVisible()) await theMail(page);
}

function theMail(page: Page): Promise<void> {
  return page.frameLocator(".preview iframe").locator(".sheet h2").first().waitFor();
}

async function begin(page: Page, turn: number): Promise<void> {
  await page.getByRole("button", { name: /^The Week/ }).click();
  await page.getByLabel("Subject").fill(HEADLINES[turn] ?? "");
  await page.getByLabel("Intro").fill("Four things happened this week, and one of them *matters*.");
  await page.getByText("Saved.", { exact: true }).waitFor();
}

export async function issueMail(page: Page, turn: number): Promise<void> {
  await issue(page, turn);
  await pane(page, "Preview");
  await theMail(page);
}

export async function sending(page: Page, turn: number): Promise<void> {
  await issues(page);
  await begin(page, turn);
  await page.getByRole("button", { name: "Send…" }).click();
  await page.getByRole("button", { name: "Send it" }).click();
  await page.getByText(/^[1-9]\d* of 900 readers/).waitFor();
}
