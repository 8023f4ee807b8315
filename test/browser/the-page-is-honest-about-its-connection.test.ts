import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { untilLive, useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { openSwitch } from "../support/lines/tcp-switch.ts";
import { fillWire } from "../support/paper/fill-wire.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory, editorAt } from "../support/people/editor.ts";

const { open, openLive } = useBrowser();
const PATIENCE = { timeout: 45_000 };

test("R4: the page says that it is live, since when, and that it is not while its server is away", async (t) => {
  const door = await openSwitch(t);
  const london = await startLondon(t, { env: { ALLOWED_ORIGINS: `http://127.0.0.1:${door.port}` } });
  const second = await london.startServer();
  door.leadTo(london.servers[0]?.port ?? null);
  const page = await openLive(t, `http://127.0.0.1:${door.port}`);
  expect(await page.locator("#live").innerText()).toMatch(/^Live · updated \d\d:\d\d:\d\d$/);

  door.leadTo(null);
  await page.locator("#live", { hasText: /^Reconnecting… · updated \d\d:\d\d:\d\d$/ }).waitFor();
  const missed = [];
  for (let number = 1; number <= 5; number++)
    missed.push(await london.editor.posts(aStory({ headline: `Missed ${number}` })));
  await london.editor.retracts(missed[1]?.id ?? "", { rev: 2, note: "Not so" });
  await page.locator("#live", { hasText: /^May be stale · last update \d\d:\d\d:\d\d$/ }).waitFor(PATIENCE);

  door.leadTo(second.port);
  await untilLive(page);
  await headlinesAre(page, ["Missed 5", "Missed 4", "Missed 3", "Missed 1"]);
});

test("R5: where websockets are blocked the page is live by polling", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await open(t, "about:blank");
  await page.routeWebSocket(/.*/, (socket) => socket.close());
  await page.goto(url);
  await untilLive(page);
  await editor.posts(aStory({ headline: "By the other way" }));
  await headlinesAre(page, ["By the other way"]);
  expect(await page.locator("#live").getAttribute("data-state")).toBe("live");
});

test("R5: where no socket gets through the page reads on over plain HTTP, and does not say that it is live", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await open(t, "about:blank");
  await page.routeWebSocket(/.*/, (socket) => socket.close());
  await page.route("**/socket.io/**", (route) => route.abort());
  const states = await watchStates(page);
  await page.goto(url);
  await editor.posts(aStory({ headline: "Over plain HTTP" }));
  await page.locator("#headlines h3", { hasText: "Over plain HTTP" }).waitFor(PATIENCE);
  expect(await page.locator("#live").innerText()).toMatch(/^May be stale · last update \d\d:\d\d:\d\d$/);
  expect((await states()).filter((words) => words.startsWith("Live"))).toEqual([]);
});

test("O3: a page changes over to the next server before the old one ends, and never stops being live", async (t) => {
  const door = await openSwitch(t);
  const london = await startLondon(t, { env: { ALLOWED_ORIGINS: `http://127.0.0.1:${door.port}` } });
  const next = await london.startServer();
  door.leadTo(london.servers[0]?.port ?? null);
  const page = await openLive(t, `http://127.0.0.1:${door.port}`);
  const states = await watchStates(page);
  door.leadTo(next.port);
  const changedOver = page.waitForEvent("websocket");
  const drained = london.servers[0]?.drain();
  await london.editor.posts(aStory({ headline: "While it changes over" })).catch(() => {});
  await changedOver;
  await drained;
  await editorAt(london.urls[1] ?? "", london.token).posts(aStory({ headline: "From the next server" }));
  await page.locator("#headlines h3", { hasText: "From the next server" }).waitFor();
  expect((await states()).filter((words) => !words.startsWith("Live"))).toEqual([]);
});

test("R5: a page that comes back from the browser's memory catches up", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await openLive(t, url);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  await editor.posts(aStory({ headline: "While it was put away" }));
  await editor.posts(aStory({ headline: "And another" }));
  expect(await page.locator("#headlines li").count()).toBe(0);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await headlinesAre(page, ["And another", "While it was put away"]);
});

test("I8: a page that was away for too long shows the present state, and says that it does not know every step", async (t) => {
  const london = await startLondon(t);
  const old = await london.editor.posts(aStory({ headline: "Known before" }));
  const page = await openLive(t, `${london.url}/story/${old.id}/known-before`);
  const front = await openLive(t, london.url);
  const leave = () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  const comeBack = () => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  for (const each of [page, front]) await each.evaluate(leave);
  await london.editor.revises(old.id, { rev: 2, kind: "correction", note: "A word.", headline: "Known better" });
  await fillWire(london, 2_100);
  const last = await london.editor.posts(aStory({ headline: "The newest" }));
  for (const each of [page, front]) await each.evaluate(comeBack);
  await headlinesAre(front, ["The newest", ...Array.from({ length: 49 }, () => "Filler")]);
  await page.getByRole("heading", { level: 1, name: "Known better" }).waitFor();
  const gap = front.getByText("You were away too long for every step; this is the present state.");
  await gap.waitFor();
  await front.getByRole("button", { name: "Close", exact: true }).click();
  await gap.waitFor({ state: "hidden" });
  await untilLive(front);
  expect(await front.locator("#headlines article").first().getAttribute("data-story")).toBe(last.id);
});

test("R11: a tab that is hidden for five minutes lets go of its connection, and catches up when it is shown", async (t) => {
  const london = await startLondon(t);
  const page = await open(t, "about:blank");
  await page.clock.install();
  await page.goto(london.url);
  await untilLive(page);
  await look(page, false);
  const closed = page.waitForEvent("websocket").catch(() => null);
  await page.clock.fastForward(6 * 60_000);
  await london.editor.posts(aStory({ headline: "Nobody was looking" }));
  const barrier = await london.editor.posts(aStory({ headline: "Still nobody" }));
  await london.editor.ask("GET", `/v1/events?after=x:${barrier.seq}`);
  expect(await page.locator("#headlines li").count()).toBe(0);
  await look(page, true);
  expect(await closed).not.toBeNull();
  await headlinesAre(page, ["Still nobody", "Nobody was looking"]);
});

test("R4, R5: a device that slept says at once that it may be stale, whatever its clocks did, and catches up", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await open(t, "about:blank");
  await page.addInitScript(() => {
    const now = Date.now;
    Object.assign(window, { sleptMs: 0 });
    Date.now = () => now() + (window as unknown as { sleptMs: number }).sleptMs; // while performance.now() stood still
  });
  await page.goto(url);
  await untilLive(page);
  const states = await watchStates(page);
  const before = page.waitForEvent("websocket");
  await page.evaluate(() => {
    Object.assign(window, { sleptMs: 60 * 60_000 });
    document.dispatchEvent(new Event("visibilitychange")); // before a beat can come that leaves nothing to be noticed
  });
  await before;
  await untilLive(page);
  expect((await states()).some((words) => words.startsWith("May be stale"))).toBe(true);
  await editor.posts(aStory({ headline: "After a sleep" }));
  await headlinesAre(page, ["After a sleep"]);
});

test("R11: a page that the browser freezes lets go of its connection, and is live again when it is shown", async (t) => {
  const { editor, url } = await startLondon(t);
  const page = await openLive(t, url);
  await page.evaluate(() => document.dispatchEvent(new Event("freeze")));
  await page.locator("#live[data-state=reconnecting]").waitFor();
  await editor.posts(aStory({ headline: "While it was frozen" }));
  await look(page, true);
  await headlinesAre(page, ["While it was frozen"]);
});

/** Everything that the page says of its connection from now on, also on the pages that it goes to. */
async function watchStates(page: Page): Promise<() => Promise<string[]>> {
  const watch = () => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = () => {
      const words = document.querySelector("#live[data-state]:not([data-state=page])")?.textContent;
      if (words) seen.push(words);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
  };
  await page.addInitScript(watch);
  await page.evaluate(watch);
  return () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
}

async function headlinesAre(page: Page, headlines: string[]): Promise<void> {
  await page.locator("#headlines li h3", { hasText: headlines[0] ?? "" }).waitFor();
  const shown = page.locator("#headlines li h3");
  await eventually(
    "these headlines",
    async () => (await shown.allInnerTexts()).join() === headlines.join() || undefined,
  );
}

/** Shows or hides the page, as a browser does when its tab is changed. */
async function look(page: Page, isShown: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !isShown);
}
