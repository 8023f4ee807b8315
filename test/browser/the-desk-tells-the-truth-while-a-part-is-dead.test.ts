import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page, Route } from "playwright-core";
import { expect, inject, type TestContext, test } from "vitest";
import { ownPort } from "../faults/fire/own-port.ts";
import { type PaperProcess, startPaperProcess } from "../faults/fire/processes.ts";
import { useBrowser } from "../support/browser/browser.ts";
import { openDesk, publish, receiptOf } from "../support/browser/newsroom-page.ts";
import { openSwitch } from "../support/lines/tcp-switch.ts";
import { type London, startLondon } from "../support/paper/start-london.ts";
import { aPerson } from "../support/people/people.ts";
import { vapidEnvironment } from "../support/push/vapid.ts";
import { openReader, type TestReader } from "../support/readers/open-reader.ts";

const browser = useBrowser();
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HEADLINE = "Begun while all was well, and sent when it was not";

test("D2, D4, D11: Redis goes while an editor writes and sends: the text is kept, only what happened is green, and the story has gone out once", async (t) => {
  const redis = new URL(inject("redisUrl"));
  const door = await openSwitch(t);
  door.leadTo(Number(redis.port));
  redis.port = String(door.port);
  const london = await startLondon(t, { env: { REDIS_URL: redis.href } });
  const reader = await openReader(t, london.url, { shows: true });
  const page = await openDesk(t, browser, { url: london.url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill(HEADLINE.slice(0, 24));
  await page.getByText("Kept on the server").waitFor();
  door.leadTo(null);
  await page.getByLabel("Headline").fill(HEADLINE);
  await page.getByRole("radio", { name: "Breaking" }).check();
  await page.locator(".troubles [data-broken=true]", { hasText: "Redis does not answer" }).waitFor();
  await page.getByText("Kept on the server").waitFor();
  await publish(page);
  const receipt = receiptOf(page, HEADLINE);
  await receipt.locator("[data-mark=seen]").first().waitFor();
  await reader.nextHeadline(); // read off the store, for there is nobody to bring it
  const green = await greenOf(page);
  expect(green).toContain("Stored");
  for (const stage of ["Queued", "Fanned out"]) expect(green).not.toContain(stage);

  door.leadTo(Number(new URL(inject("redisUrl")).port));
  await isOutOnce(page, [reader]);
  expect(await greenOf(page)).not.toContain("Queued"); // its wake-up was lost, so it never will have been
});

test("D2, D4: the server is killed between its commit and its answer: nothing is green, the text is kept, and another one tells of the same story", async (t) => {
  const london = await startLondon(t);
  const reader = await openReader(t, london.url, { shows: true });
  const { server, url } = await startServerProcess(t, london);
  const page = await openDesk(t, browser, { url, person: await aPerson(london) });
  await page.getByLabel("Headline").fill(HEADLINE);
  await page.getByRole("radio", { name: "Breaking" }).check();
  await page.getByText("Kept on the server").waitFor();
  const killIt = async (route: Route): Promise<void> => {
    await route.fetch(); // it is committed, and nobody will ever hear the answer
    await server.kill();
    await route.abort();
  };
  await page.route("**/v1/stories", killIt, { times: 1 });
  await publish(page);
  await page.getByText("Not known to be sent").waitFor();
  await reader.nextHeadline(); // readers elsewhere have it by now; the desk knows nothing and says so
  expect(await greenOf(page)).toEqual([]);
  expect(await page.locator("[data-complete=true]").count()).toBe(0);
  expect(await page.getByLabel("Headline").inputValue()).toBe(HEADLINE);
  await page.getByLabel("Text", { exact: true }).fill("Typed while nobody was there.");
  await page.getByText("Kept on this device").waitFor();

  await server.start();
  await isOutOnce(page, [reader]);
});

/** On every screen by the receipt, and by the readers, who had it once. */
async function isOutOnce(page: Page, readers: TestReader[]): Promise<void> {
  const receipt = receiptOf(page, HEADLINE);
  await receipt.getByText(`${readers.length} of ${readers.length}`).waitFor();
  await receipt.locator("[data-mark=seen]", { hasText: "First screen" }).waitFor();
  expect(await receipt.getAttribute("data-alarm")).toBe("false");
  for (const { events, breaches } of readers) expect([events.length, breaches]).toEqual([1, []]);
  expect(await page.getByText("Not known to be sent").count()).toBe(0);
}

function greenOf(page: Page): Promise<string[]> {
  return page.locator("[data-mark=seen] b").allInnerTexts();
}

/** One more server of this paper, in a process of its own, which can be killed. */
async function startServerProcess(
  t: TestContext,
  { config, token }: London,
): Promise<{ server: PaperProcess; url: string }> {
  const folder = await mkdtemp(join(tmpdir(), "london-server-"));
  t.onTestFinished(() => rm(folder, { recursive: true }));
  const port = await ownPort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startPaperProcess({
    ...{ root: ROOT, main: "server/main.ts", logFile: join(folder, "server.log"), readyUrl: `${url}/readyz` },
    env: {
      ...{ HOST: "127.0.0.1", PORT: String(port), METRICS_HOST: "127.0.0.1", METRICS_PORT: "0", EDITOR_TOKEN: token },
      ...{ DATABASE_URL: config.databaseUrl, REDIS_URL: config.redisUrl, REDIS_PREFIX: config.redisPrefix },
      ...{ PUBLIC_URL: config.site.publicUrl, ALLOWED_ORIGINS: url, SESSION_SECRET: config.sessionSecret },
      ...vapidEnvironment(),
      ...{ CANARY: "off", READERS_PER_ADDRESS: "0", LOG_LEVEL: "warn", PATH: "" },
    },
  });
  t.onTestFinished(() => server.kill());
  return { server, url };
}
