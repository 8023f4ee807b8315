import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { openDesk, publish, receiptOf } from "../support/browser/newsroom-page.ts";
import { openSwitch } from "../support/lines/tcp-switch.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson } from "../support/people/people.ts";
import { openReader } from "../support/readers/open-reader.ts";

const browser = useBrowser();

test("D4, D11: while no worker runs nothing is green but what was stored, the desk says what is broken, and the story goes out when one comes", async (t) => {
  const london = await startLondon(t, { workers: 0 });
  await openReader(t, london.url, { shows: true });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill("Nobody carries this");
  await page.getByRole("radio", { name: "Breaking" }).check();
  await publish(page);
  await page.locator(".troubles [data-broken=true]", { hasText: "No worker runs" }).waitFor();
  const receipt = receiptOf(page, "Nobody carries this");
  await receipt.locator("[data-mark=late]").waitFor();
  expect(await namesOf(receipt.locator("[data-mark=seen]"))).toEqual(["Stored"]);
  expect(await receipt.getAttribute("data-complete")).toBe("false");

  await london.startWorker();
  await receipt.getByText("1 of 1").waitFor();
  expect(await namesOf(receipt.locator("[data-mark=seen]"))).toContain("First screen");
  expect(await receipt.getAttribute("data-alarm")).toBe("false");
});

test("D4: an alert that no screen acknowledges turns red", async (t) => {
  const london = await startLondon(t);
  await openReader(t, london.url);
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill("Nobody says that it was seen");
  await page.getByRole("radio", { name: "Flash" }).check();
  await publish(page);
  const receipt = receiptOf(page, "Nobody says that it was seen");
  await receipt.getByText("Nobody has acknowledged this alert").waitFor();
  expect(await namesOf(receipt.locator("[data-mark=seen]"))).not.toContain("First screen");
  expect(await receipt.getAttribute("data-complete")).toBe("false");
});

test("D2, D4: a line that is cut while an editor types and publishes costs no text, shows nothing as done, and the story goes out once", async (t) => {
  const door = await openSwitch(t);
  const london = await startLondon(t, { env: { ALLOWED_ORIGINS: `http://127.0.0.1:${door.port}` } });
  const reader = await openReader(t, london.url, { shows: true });
  door.leadTo(london.servers[0]?.port ?? null);
  const url = `http://127.0.0.1:${door.port}`;
  const page = await openDesk(t, browser, { url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill("Begun while");
  await page.getByText("Kept on the server").waitFor();
  door.leadTo(null);
  await page.getByLabel("Headline").fill("Begun while the line was there");
  await page.getByText("Kept on this device. The server does not answer").waitFor();
  await page.locator(".troubles [data-broken=true]", { hasText: "The server does not answer" }).waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText("Not known to be sent").waitFor();
  expect(await page.locator("[data-mark=seen], [data-complete=true]").count()).toBe(0);
  expect(await page.getByLabel("Headline").inputValue()).toBe("Begun while the line was there");

  door.leadTo(london.servers[0]?.port ?? null);
  await receiptOf(page, "Begun while the line was there").getByText("1 of 1").waitFor();
  expect(reader.events.length).toBe(1);
  expect(await page.getByText("Not known to be sent").count()).toBe(0);
});

function namesOf(rows: Locator): Promise<string[]> {
  return rows.locator("b").allInnerTexts();
}
