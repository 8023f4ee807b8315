import type { Page } from "playwright-core";
import { publish, receiptOf } from "../support/browser/newsroom-page.ts";

/* What is done at the desk with stories before it is looked at. */

/** One for each of a screen’s four pictures. */
export const HEADLINES = [
  "Thames Barrier closed as spring tide meets storm",
  "Bank of England holds rates and warns of a slow winter",
  "Night tube to run on every line from the new year",
  "Crossbench peers force a second vote on the water bill",
];
const BODY = `The ten steel gates were raised at **20:40**, an hour before high water, for the third time this month.

> We close it early so that nobody needs to hurry.

Trains over the river run as planned.`;

export async function compose(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.getByText("Kept on the server").waitFor();
}

async function write(page: Page, turn: number): Promise<void> {
  await page.getByLabel("Headline").fill(HEADLINES[turn] ?? "");
  await page.getByLabel("Standfirst").fill("The barrier will stay shut until the small hours.");
  await page.getByLabel("Text", { exact: true }).fill(BODY);
  await page.getByLabel("Headline").focus();
}

/** Leaves the desk as it was, so that the next picture does not show what was done for this one. */
export async function tidyDesk(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await page.keyboard.press("Escape");
  const away = page.getByRole("button", { name: "Throw this draft away" });
  if (!(await away.isVisible())) return;
  await away.click();
  await page.getByRole("button", { name: "Yes, away with it" }).click();
  await away.waitFor({ state: "hidden" });
}

export async function confirm(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.getByRole("radio", { name: "Flash" }).check();
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^It goes to/).waitFor();
}

export async function receipt(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.getByRole("radio", { name: "Routine" }).check();
  await publish(page);
  await receiptOf(page, HEADLINES[turn] ?? "")
    .getByText(/^\d+ of \d+$/)
    .waitFor({ state: "attached" });
}

export async function story(page: Page): Promise<void> {
  const stories = page.getByRole("button", { name: "Stories", exact: true });
  if (await stories.isVisible()) await stories.click();
  await page.locator(".stories .item[data-status=published]").first().click();
  await page.getByRole("dialog").getByText("Out ·").waitFor();
}

export async function broken(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.context().setOffline(true);
  await page.locator(".troubles [data-broken=true]").first().waitFor({ state: "attached" });
  await page.locator(".troubles").scrollIntoViewIfNeeded();
}
