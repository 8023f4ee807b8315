import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { TestContext } from "vitest";
import { eventually } from "../deadline.ts";
import type { Person } from "../people/people.ts";
import type { BrowserForTests } from "./browser.ts";

/** The desk in a browser of its own, signed in as this person; awaits until it knows what the newsroom has. */
export async function openDesk(
  t: TestContext,
  browser: Pick<BrowserForTests, "open">,
  { url, person, options }: { url: string; person: Person; options?: BrowserContextOptions },
): Promise<Page> {
  const page = await browser.open(t, "about:blank", options);
  await signIn(page.context(), url, person.cookie);
  await page.goto(`${url}/desk`);
  await page.locator(".stories section").first().waitFor({ state: "attached" });
  return page;
}

/** Gives a browser this session. `cookie`: as a Cookie header has it. */
export async function signIn(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url }]);
}

/** Presses what publishes, and says yes where it asks once more. */
export async function publish(page: Page): Promise<void> {
  await page.keyboard.press("Control+Enter");
  const sheet = page.getByRole("dialog");
  await sheet.or(page.locator(".receipt")).first().waitFor({ state: "attached" });
  if (await sheet.isVisible()) await sheet.locator(".publish").click();
}

/** Opens a draft of the list, and awaits until it stands in the composer. */
export async function takeUp(page: Page, headline: string): Promise<void> {
  await page.locator(".stories .item", { hasText: headline }).click();
  await eventually(`${headline} in the composer`, async () =>
    (await page.getByLabel("Headline").inputValue()) === headline ? true : undefined,
  );
}

/** The newest receipt on the desk. */
export function receiptOf(page: Page, headline: string) {
  return page.locator("article.receipt", { hasText: headline }).first();
}
