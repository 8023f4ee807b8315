import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { openDesk, publish, receiptOf } from "../support/browser/newsroom-page.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { aPerson } from "../support/people/people.ts";
import { openReader } from "../support/readers/open-reader.ts";

const browser = useBrowser();

for (const [colorScheme, size, isPhone] of [
  ["light", {}, false],
  ["dark", PHONE, true],
] as const) {
  test(`R13: axe finds nothing on the desk in any of its states (${colorScheme})`, async (t) => {
    const london = await startLondon(t);
    await openReader(t, london.url, { shows: true });
    const story = await london.editor.posts(aStory({ headline: "It was put right", body: "Some **text**." }));
    await london.editor.revises(story.id, { rev: 2, kind: "correction", note: "A word.", body: "Some other text." });
    const options = { ...size, colorScheme };
    const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london), options });
    expect(await faultsOf(page)).toEqual([]);

    await page.getByLabel("Headline").fill("A headline that is being written");
    await page.getByLabel("Text", { exact: true }).fill("With *text*, and [a link](https://example.org).");
    await page.getByRole("radio", { name: "Flash" }).check();
    await page.getByText("Kept on the server").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await page.getByRole("dialog").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await publish(page);
    await receiptOf(page, "A headline that is being written").getByText("1 of 1").waitFor();
    expect(await faultsOf(page)).toEqual([]);

    if (isPhone) await page.getByRole("button", { name: "Stories", exact: true }).click();
    await page.locator(".stories .item", { hasText: "It was put right" }).click();
    await page.getByRole("heading", { name: "History" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Take back…" }).click();
    expect(await faultsOf(page)).toEqual([]);
    const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(isWider).toBe(false);
  });
}

async function faultsOf(page: Page): Promise<string[]> {
  // The preview's frame runs no script, so axe's neither; what stands in it is looked at where readers see it.
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
