import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { PushMessage } from "../../core/news/push.ts";
import { untilLive, useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openPushHost } from "../support/push/push-host.ts";
import { openPushedBrowser } from "../support/push/pushed-browser.ts";
import { subscribes } from "../support/push/subscriber.ts";

const { openLive } = useBrowser();

test("N6, I13: a push shows, a correction replaces it, an older or a second one changes nothing, a retraction withdraws", async (t) => {
  const { url } = await startLondon(t, { workers: 0 });
  const page = await openLive(t, url);
  const device = await openPushedBrowser(page);
  const story = randomUUID();
  await device.pushes(aPush({ story, rev: 1, title: "Two dead" }));
  expect(await device.shows("Two dead")).toMatchObject([{ tag: story, rev: 1, body: "As they say." }]);

  await device.pushes(aPush({ story, rev: 3, what: "correction", title: "Corrected: two hurt" }));
  await device.shows("Corrected: two hurt");
  for (const rev of [1, 2, 3]) await device.pushes(aPush({ story, rev, title: `Old ${rev}` }));
  await device.pushes(aPush({ title: "Another story" }));
  await device.shows("Corrected: two hurt", "Another story");

  await device.pushes(aPush({ story, rev: 4, what: "withdrawal", title: "Withdrawn", body: "There was none." }));
  expect(await device.shows("Withdrawn", "Another story")).toMatchObject([{ rev: expect.any(Number) }, {}]);
  await page.reload();
  await device.shows("Another story");
  await device.pushes(aPush({ story, rev: 1, title: "Two dead" }));
  await device.pushes(aPush({ title: "A third" }));
  await device.shows("Another story", "A third");
});

test("N7, N6: what a visible page shows is not notified, and what is opened is taken away", async (t) => {
  const { editor, url } = await startLondon(t);
  const { id, url: address } = await editor.posts(aStory({ headline: "A fire", urgency: "flash" }));
  const page = await openLive(t, url);
  const device = await openPushedBrowser(page);
  await untilLive(page);
  await untilTended(page);
  await device.pushes(aPush({ story: id, rev: 1, title: "A fire" }));
  await device.pushes(aPush({ title: "Elsewhere" }));
  await device.shows("Elsewhere");

  await page.goto(`${url}/privacy`);
  const other = await editor.posts(aStory({ headline: "A flood", urgency: "flash" }));
  await device.pushes(aPush({ story: other.id, rev: 1, title: "A flood" }));
  await device.shows("Elsewhere", "A flood");
  await page.goto(url + new URL(address).pathname.replace(id, other.id));
  await untilLive(page);
  await device.shows("Elsewhere");
});

test("N6: a browser that is given another address tells the paper, by the service worker alone", async (t) => {
  const host = await openPushHost(t);
  const { url, store } = await startLondon(t, { workers: 0, env: { PUSH_HOSTS: host.host } });
  const [before, after] = [host.browser(), host.browser()];
  const device = await subscribes(url, before);
  const page = await openLive(t, url);
  await openPushedBrowser(page);
  const [worker] = page.context().serviceWorkers();
  await worker?.evaluate(
    ([old, { endpoint, keys }]) => {
      const change = new Event("pushsubscriptionchange");
      const told = {
        oldSubscription: old,
        newSubscription: { toJSON: () => ({ endpoint, keys }) },
        waitUntil: () => {},
      };
      self.dispatchEvent(Object.assign(change, told));
    },
    [{ endpoint: before.endpoint }, { endpoint: after.endpoint, keys: after.keys }] as const,
  );
  await eventually("the new address", async () => {
    const rows = await store.selectFrom("push_subscription").select(["device", "endpoint"]).execute();
    return rows.some((row) => row.device === device && row.endpoint === after.endpoint) || undefined;
  });
});

/** The page answers its service worker: what it does that with has come, and has been begun. */
async function untilTended(page: Page): Promise<void> {
  await page.waitForFunction(`(async () => {
    const script = performance.getEntriesByType("resource").find(({ name }) => /tend-alerts/.test(name));
    return script !== undefined && (await import(script.name)) !== undefined;
  })()`);
}

function aPush(differences: Partial<PushMessage>): PushMessage {
  const story = differences.story ?? randomUUID();
  return {
    ...{ story, rev: 1, what: "alert", title: "A title", body: "As they say.", path: `/story/${story}/a-title` },
    ...{ at: "2026-11-26T09:00:00.000Z", ...differences },
  };
}
