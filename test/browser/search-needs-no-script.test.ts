import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { PHONE, useBrowser } from "../support/browser/browser.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();

test("R12: the search works without a script, marks what it found, and shows texts as texts", async (t) => {
  const { editor, url } = await startLondon(t);
  const headline = "Rivers & <b>banks</b> rise";
  await editor.posts(
    aStory({ headline, body: "It **rained**. The \ue000river\ue001 <script>alert(1)</script> rose." }),
  );
  await editor.posts(aStory({ headline: "Cup goes north" }));
  const page = await open(t, url, { javaScriptEnabled: false, ...PHONE });
  await page.locator(".masthead").getByRole("link", { name: "Search" }).click();
  await page.getByRole("searchbox", { name: "Words to look for" }).fill("river");
  await page.getByRole("button", { name: "Search" }).click();

  expect(new URL(page.url()).search).toBe("?q=river");
  expect(await page.getByRole("searchbox").inputValue()).toBe("river");
  expect(await page.locator("article h3").allInnerTexts()).toEqual([headline]);
  expect(await page.locator("article mark").allInnerTexts()).toEqual(["Rivers", "river"]);
  expect(await page.locator("article .standfirst").innerText()).toContain("rained. The river");
  expect(await page.locator("article").innerHTML()).not.toMatch(/<(b|script)>/);
  expect(await page.locator('meta[name="robots"]').getAttribute("content")).toBe("noindex");

  await page.getByRole("searchbox").fill('nobody "wrote <i>this</i>"');
  await page.getByRole("button", { name: "Search" }).click();
  expect(await page.getByRole("status").allInnerTexts()).toContain("No story was found.");
  expect(await page.locator(".advice").innerText()).toContain('nobody "wrote <i>this</i>"');
  expect(await page.locator("article").count()).toBe(0);
});

test("R12, R9: what was found is put right, and taken back, while it is looked at", async (t) => {
  const { editor, url } = await startLondon(t);
  const found = await editor.posts(aStory({ headline: "A kingfisher", standfirst: "Blue" }));
  const page = await openLive(t, `${url}/search?q=kingfisher`);
  await editor.revises(found.id, { rev: 2, kind: "correction", note: "It was a heron.", headline: "A heron" });
  await page.getByRole("link", { name: "A heron" }).waitFor();
  expect(await page.locator("article").innerText()).toContain("It was a heron.");
  await editor.retracts(found.id, { rev: 3, note: "No bird was seen." });
  await page.getByText("No bird was seen.").waitFor();
  expect(await page.locator("article").innerText()).not.toMatch(/heron|kingfisher|Blue/);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`R13: axe finds nothing on the search's pages (${colorScheme})`, async (t) => {
    const { editor, url } = await startLondon(t);
    await editor.posts(aStory({ headline: "A kingfisher", standfirst: "A kingfisher is blue", body: "Kingfisher." }));
    for (const path of ["/search", "/search?q=kingfisher", "/search?q=nothing"]) {
      const page = await open(t, url + path, { colorScheme, ...PHONE });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect([path, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([path, []]);
    }
  });
}
