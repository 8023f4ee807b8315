import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { untilLive, useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openPushHost } from "../support/push/push-host.ts";
import { settledTargets } from "../support/push/subscriber.ts";
import { subscribesAt } from "../support/push/subscribes-at.ts";

const { open, openLive } = useBrowser();

test("N6, N7, C12: a reader turns alerts on; an open page is enough, with it closed the push comes; and all of it is forgotten", async (t) => {
  const service = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { env: { PUSH_HOSTS: service.host } });
  const browser = service.browser();
  const page = await open(t, "about:blank");
  const context = page.context();
  await context.grantPermissions(["notifications"], { origin: url });
  await subscribesAt(context, browser);
  await page.goto(url);
  await untilLive(page);
  await openPanel(page);
  await page.getByLabel("World").check();
  await page.getByLabel("Tell me of").selectOption("flash");
  await page.locator("[name=scope]").selectOption("followed");
  await page.locator("[name=quietFrom]").fill("");
  await page.getByRole("button", { name: "Turn alerts on…" }).click();
  await page.getByText("Alerts are on.").waitFor();
  const kept = () => store.selectFrom("push_subscription").selectAll().execute();
  expect(await kept()).toMatchObject([{ urgencies: ["flash"], sections: ["world"], quiet_from: null }]);
  await page.getByLabel("Sport").check();
  await eventually("the second section", async () => ((await kept())[0]?.sections?.length === 2 ? true : undefined));
  await page.getByRole("button", { name: "Done" }).click();

  const device = (await kept())[0]?.device ?? "";
  await page.reload();
  await untilLive(page);
  const seen = await editor.posts(aStory({ headline: "Seen", urgency: "flash", section: "world" }));
  await page.locator("#breaking").getByText("Seen").waitFor();
  expect((await settledTargets(store, seen.id, 1)).get(device)).toEqual(["alert shown"]);
  await page.goto("about:blank");
  const unseen = await editor.posts(aStory({ headline: "Unseen", urgency: "flash", section: "sport" }));
  expect((await settledTargets(store, unseen.id, 1)).get(device)).toEqual(["alert sent"]);
  expect(browser.received.map(({ message }) => message.title)).toEqual(["Unseen"]);

  await page.goto(url);
  await openPanel(page);
  await page.getByRole("button", { name: "Turn alerts off" }).waitFor();
  await page.getByRole("button", { name: "Forget everything" }).click();
  await eventually("nothing kept", async () => ((await kept()).length === 0 ? true : undefined));
  await page.getByRole("button", { name: "Turn alerts on…" }).waitFor();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => /device|alerts/.test(key)))).toEqual([]);
});

test("N6: nobody is asked on arrival; who follows a section is offered alerts, and a browser that cannot says so", async (t) => {
  const { editor, url } = await startLondon(t);
  await editor.posts(aStory({ section: "world" }));
  const page = await openLive(t, url);
  await page.addInitScript(() => {
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = () => {
      document.documentElement.dataset.asked = "yes";
      return ask();
    };
  });
  await page.goto(`${url}/section/world`);
  await page.getByRole("button", { name: "Follow World" }).click();
  await page.getByRole("button", { name: "Alerts…" }).click();
  const turnOn = page.getByRole("button", { name: "Turn alerts on…" });
  await turnOn.waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.asked)).toBe(undefined);
  await page.context().grantPermissions(["notifications"], { origin: url });
  await turnOn.click(); // a context of its own, as of a private window, is let in at no push service
  await page.getByText("That did not work.").waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.asked)).toBe("yes");
  expect(await page.evaluate(() => localStorage.getItem("alerts"))).toBe(null);
});

async function openPanel(page: Page): Promise<void> {
  await page.locator("#yours:enabled").click();
  await page.getByRole("group", { name: "Alerts on this device" }).waitFor();
}
