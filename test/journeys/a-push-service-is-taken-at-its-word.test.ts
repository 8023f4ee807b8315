import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openPushHost, type Says } from "../support/push/push-host.ts";
import { settledTargets, subscribes } from "../support/push/subscriber.ts";

test("N6: what is gone is pruned, what is refused fails, what is busy or silent is asked again, and who wants rest gets it", async (t) => {
  const [service, tired] = [await openPushHost(t), await openPushHost(t)];
  const { editor, url, store } = await startLondon(t, { env: { PUSH_HOSTS: `${service.host},${tired.host}` } });
  const says: Record<string, Says[]> = {
    ...{ well: [201], gone: [410], unknown: [404], large: [413, 201], tooLarge: [413], refused: [403] },
    ...{ busy: [500, 502, 201], silent: ["silence", 201] },
  };
  const browsers = Object.entries(says).map(([name, answers]) => ({ name, browser: service.browser(...answers) }));
  const names = new Map<string, string>();
  for (const { name, browser } of browsers) names.set(await subscribes(url, browser), name);
  const resting = tired.browser({ status: 429, retryAfter: "3" }, 201);
  names.set(await subscribes(url, resting), "resting");
  const body = "Long. ".repeat(60);
  const { id } = await editor.posts(aStory({ headline: "Flash", urgency: "flash", body }));

  const settled = await settledTargets(store, id, 9);
  const outcomes = Object.fromEntries([...settled].map(([device, states]) => [names.get(device), states.join()]));
  expect(outcomes).toEqual({
    ...{ well: "alert sent", gone: "alert pruned", unknown: "alert pruned", large: "alert sent" },
    ...{ tooLarge: "alert failed", refused: "alert failed", busy: "alert sent", silent: "alert sent" },
    resting: "alert sent",
  });
  const asked = Object.fromEntries(browsers.map(({ name, browser }) => [name, browser.asked]));
  expect(asked).toEqual({
    ...{ well: 1, gone: 1, unknown: 1, large: 2, tooLarge: 2, refused: 1, busy: 3, silent: 2 },
  });
  const short = browsers.find(({ name }) => name === "large")?.browser.received[0];
  const whole = browsers.find(({ name }) => name === "well")?.browser.received[0];
  expect(short?.bytes).toBeLessThan((whole?.bytes ?? 0) - 100);
  const [first, second] = resting.askedAtMs;
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(3_000);

  const kept = await store.selectFrom("push_subscription").select(["device", "last_result", "failures"]).execute();
  const results = Object.fromEntries(kept.map(({ device, ...result }) => [names.get(device), result]));
  expect(Object.keys(results).sort()).toEqual(["busy", "large", "refused", "resting", "silent", "tooLarge", "well"]);
  expect(results.refused).toEqual({ last_result: "403", failures: 1 });
  expect(results.busy).toEqual({ last_result: "201", failures: 0 });
});

test("N6: a push service that asks for rest is left alone by every alert and every worker until then", async (t) => {
  const tired = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { workers: 2, env: { PUSH_HOSTS: tired.host } });
  const busy = tired.browser({ status: 429, retryAfter: "4" }, 201);
  await subscribes(url, busy);
  const first = await editor.posts(aStory({ headline: "One", urgency: "flash" }));
  await busy.isAsked(1);
  const others = [1, 2, 3].map(() => tired.browser());
  for (const other of others) await subscribes(url, other);
  const second = await editor.posts(aStory({ headline: "Two", urgency: "flash" }));
  await settledTargets(store, first.id, 1);
  await settledTargets(store, second.id, 4);
  const restFrom = busy.askedAtMs[0] ?? 0;
  const later = [busy, ...others].flatMap(({ askedAtMs }) => askedAtMs).filter((at) => at !== restFrom);
  expect(later).toHaveLength(5);
  expect(Math.min(...later) - restFrom).toBeGreaterThanOrEqual(4_000);
});
