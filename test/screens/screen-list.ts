import type { Page } from "playwright-core";
import { publish, receiptOf } from "../support/newsroom-page.ts";

/** A page that is shown in docs/screens.md. A line here adds one. */
export interface Screen {
  /** The picture's file name. */
  name: string;
  title: string;
  /** An address of the paper, or one of the places that are made for it: see open-site.ts. */
  at: string;
  /** What is done there before it is looked at; `turn`: which of its pictures this is, from 0. */
  act?: (page: Page, turn: number) => Promise<void>;
}

export const PAPER: Screen[] = [
  { name: "front", title: "The front page", at: "/" },
  { name: "section", title: "A section", at: "/section/science" },
  { name: "article", title: "An article, corrected", at: "corrected" },
  { name: "latest", title: "All headlines", at: "/latest" },
  { name: "search", title: "Search, with a word mistyped", at: "/search?q=squirels" },
  { name: "past", title: "The time machine", at: "/at" },
  { name: "about", title: "About the paper", at: "/about" },
  { name: "accessibility", title: "Accessibility", at: "/accessibility" },
  { name: "privacy", title: "Privacy", at: "/privacy" },
  { name: "not-found", title: "404: no such page", at: "/no-such-page" },
  { name: "taken-back", title: "410: a story that was taken back", at: "taken back" },
  { name: "unavailable", title: "503: the page cannot be made", at: "unavailable" },
  { name: "offline", title: "Without a line", at: "/offline" },
];

export const DESK: Screen[] = [
  { name: "desk-sign-in", title: "Signing in", at: "/desk/sign-in" },
  { name: "desk-compose", title: "Writing, and what the reader will see", at: "/desk", act: compose },
  { name: "desk-confirm", title: "A flash is asked for once more", at: "/desk", act: confirm },
  { name: "desk-receipt", title: "What became of it", at: "/desk", act: receipt },
  { name: "desk-stories", title: "A story that is out", at: "/desk", act: story },
  { name: "desk-broken", title: "A part of the way is broken", at: "/desk", act: broken },
  { name: "desk-people", title: "People", at: "/desk/people" },
  { name: "desk-audit-log", title: "The audit log", at: "/desk/audit-log" },
];

const HEADLINES = [
  "Thames Barrier closed as spring tide meets storm",
  "Bank of England holds rates and warns of a slow winter",
  "Night tube to run on every line from the new year",
  "Crossbench peers force a second vote on the water bill",
];
const BODY = `The ten steel gates were raised at **20:40**, an hour before high water, for the third time this month.

> We close it early so that nobody needs to hurry.

Trains over the river run as planned.`;

async function compose(page: Page, turn: number): Promise<void> {
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

async function confirm(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.getByRole("radio", { name: "Flash" }).check();
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^It goes to/).waitFor();
}

async function receipt(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.getByRole("radio", { name: "Routine" }).check();
  await publish(page);
  await receiptOf(page, HEADLINES[turn] ?? "")
    .getByText(/^\d+ of \d+$/)
    .waitFor({ state: "attached" });
}

async function story(page: Page): Promise<void> {
  const stories = page.getByRole("button", { name: "Stories", exact: true });
  if (await stories.isVisible()) await stories.click();
  await page.locator(".stories .item[data-status=published]").first().click();
  await page.getByRole("dialog").getByText("Out ·").waitFor();
}

async function broken(page: Page, turn: number): Promise<void> {
  await write(page, turn);
  await page.context().setOffline(true);
  await page.locator(".troubles [data-broken=true]").first().waitFor({ state: "attached" });
  await page.locator(".troubles").scrollIntoViewIfNeeded();
}
