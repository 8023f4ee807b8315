import { expect, test } from "vitest";
import { useBrowser } from "../support/browser/browser.ts";
import { eventually } from "../support/deadline.ts";
import { openQueueOf } from "../support/paper/queue-of.ts";
import { startLondon } from "../support/paper/start-london.ts";
import { aPerson } from "../support/people/people.ts";

const browser = useBrowser();

test("O5: an admin finds the failed job on the page and reads why, under the page's strict policy", async (t) => {
  const london = await startLondon(t, { env: { LOG_LEVEL: "error" } });
  const { cookie } = await aPerson(london, { role: "admin" });
  const { queue } = await openQueueOf(t, london, "stories");
  const { id = "" } = await queue.add("wake-up", { wire: "gossip" }, { attempts: 1 });
  await eventually("a failed job", async () => ((await queue.getJobState(id)) === "failed" ? true : undefined));

  const page = await browser.open(t, `${london.url}/desk/sign-in`);
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  await page.context().addCookies([{ name, value, url: london.url }]);
  const refused: string[] = [];
  page.on("console", (said) => void (/Content Security Policy/i.test(said.text()) && refused.push(said.text())));
  const asked = new Set<string>();
  page.on("request", (request) => void asked.add(new URL(request.url()).origin));
  await page.goto(`${london.url}/desk/queues/queue/stories?status=failed`);
  await page.getByText("this job is no wake-up").first().waitFor();

  const [retried] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/retry/failed")),
    page
      .getByRole("button", { name: "Retry all" })
      .click()
      .then(() => page.getByRole("button", { name: "Confirm" }).click()),
  ]);
  expect(retried.status()).toBeLessThan(300); // its client carried the session's token
  expect(refused).toEqual([]);
  expect([...asked]).toEqual([london.url]);
});
