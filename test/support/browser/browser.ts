import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, inject, type TestContext } from "vitest";
import { DEADLINE_MS } from "../deadline.ts";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"].concat([
  "--disable-sync",
  "--no-first-run",
]);

export interface BrowserForTests {
  /** A page of its own context, closed with the test. What it writes to its console as an error fails nothing: see `faults`. */
  open(t: TestContext, url: string, options?: BrowserContextOptions): Promise<Page>;
  /** As `open`, and awaits until it says that it is live. */
  openLive(t: TestContext, url: string, options?: BrowserContextOptions): Promise<Page>;
}

/** One real browser for a file of tests. */
export function useBrowser(): BrowserForTests {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject("chromiumPath"), args: ARGS });
  });
  afterAll(() => browser?.close());

  async function open(t: TestContext, url: string, options: BrowserContextOptions = {}): Promise<Page> {
    if (!browser) throw new Error("the browser is not up");
    const usual = { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" } as const; // no frames for nobody's eyes
    const context = await browser.newContext({ ...usual, ...options });
    t.onTestFinished(() => context.close());
    context.setDefaultTimeout(DEADLINE_MS);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  return {
    open,
    openLive: async (t, url, options) => {
      const page = await open(t, url, options);
      await untilLive(page);
      return page;
    },
  };
}

/** The page says that it is live. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator("#live[data-state=live]").waitFor();
}

/** A phone's window. */
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 } };
