import { sql } from "kysely";
import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { claimsOf, openPushHost } from "../support/push/push-host.ts";
import { settledTargets, subscribes, waitingTargets } from "../support/push/subscriber.ts";

test("N6, I13, D3: an alert is pushed once to each device that asked for such, counted before and after, sealed, signed and dated", async (t) => {
  const service = await openPushHost(t);
  const london = await startLondon(t, { env: { PUSH_HOSTS: service.host } });
  const { editor, url, store, config } = london;
  const [all, flashes, sport, mistaken] = [1, 2, 3, 4].map(() => service.browser());
  if (!all || !flashes || !sport || !mistaken) throw new Error("four browsers");
  const devices = [await subscribes(url, all), await subscribes(url, sport, { sections: ["sport"] })];
  await subscribes(url, flashes, { urgency: "flash" });
  await subscribes(url, mistaken, { sections: ["uk"] });
  const goal = aStory({
    headline: "England are through",
    section: "sport",
    urgency: "breaking",
    standfirst: "At last.",
  });
  const audience = await editor.ask("GET", "/v1/desk/audience?urgency=breaking&section=sport");
  expect(audience.json).toEqual({ push: 2 });
  const { id, url: address } = await editor.posts(goal);

  const told = await settledTargets(store, id, 2);
  expect(told).toEqual(new Map(devices.map((device) => [device, ["alert sent"]])));
  const { message, headers } = sport.received[0] ?? { message: undefined, headers: {} as Record<string, string> };
  expect(message).toMatchObject({ story: id, rev: 1, what: "alert", title: "England are through", body: "At last." });
  expect(message?.path).toBe(new URL(address).pathname);
  expect(all.received).toHaveLength(1);
  expect(headers).toMatchObject({ urgency: "high", "content-encoding": "aes128gcm" });
  expect(headers.topic).toMatch(/^[\w-]{1,32}$/);
  expect(Number(headers.ttl)).toBeGreaterThan(20 * 60 - 60);
  expect(Number(headers.ttl)).toBeLessThanOrEqual(20 * 60);
  const receipts = await editor.ask("GET", `/v1/desk/receipts?of=${id}:1`);
  const push = { waiting: 0, sent: 2, shown: 0, failed: 0, pruned: 0, expired: 0 };
  expect(receipts.json).toMatchObject({ receipts: [{ push }] });
  expect(claimsOf(headers.authorization ?? "", config.vapid.publicKey)).toMatchObject({
    aud: `https://${service.host}`,
    sub: config.vapid.subject,
  });

  await editor.posts(aStory({ headline: "Never mind", section: "sport" }));
  const flash = await editor.posts(aStory({ headline: "Earthquake", section: "world", urgency: "flash" }));
  await settledTargets(store, flash.id, 2);
  expect(flashes.received.map((one) => one.message.title)).toEqual(["Earthquake"]);
  expect(all.received.map((one) => one.message.title)).toEqual(["England are through", "Earthquake"]);
  expect([sport.received.length, mistaken.asked]).toEqual([1, 0]);
  expect(service.tokens.size).toBe(1);
});

test("N6, I13, I7: a correction replaces and a retraction withdraws, for who was told; who was not is told what stands, or nothing", async (t) => {
  const service = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { env: { PUSH_HOSTS: service.host } });
  const [early, late] = [service.browser(), service.browser()];
  const device = await subscribes(url, early);
  const quick = aStory({ headline: "Two dead", urgency: "flash" });
  const [told, wrongAtOnce, backAtOnce] = await Promise.all([
    editor.posts(quick),
    editor.posts(aStory({ headline: "The queen is ill", urgency: "flash" })),
    editor.posts(aStory({ headline: "The bank is broke", urgency: "flash" })),
  ]);
  for (const { id } of [told, wrongAtOnce, backAtOnce]) await waitingTargets(store, id, 1);
  const fix = { rev: 2, kind: "correction", headline: "The king is ill", note: "It is the king." };
  await editor.revises(wrongAtOnce.id, fix);
  await editor.retracts(backAtOnce.id, { rev: 2, note: "It is not." });
  await settledTargets(store, told.id, 1);
  await settledTargets(store, wrongAtOnce.id, 1);
  expect(await settledTargets(store, backAtOnce.id, 1)).toEqual(new Map([[device, ["alert superseded"]]]));
  await subscribes(url, late);

  await editor.revises(told.id, { rev: 2, kind: "update", body: "More follows." });
  await editor.revises(told.id, { rev: 3, kind: "correction", headline: "Two hurt", note: "Nobody died." });
  await settledTargets(store, told.id, 2);
  await editor.retracts(told.id, { rev: 4, note: "There was no accident." });
  expect(await settledTargets(store, told.id, 3)).toEqual(
    new Map([[device, ["alert sent", "correction sent", "withdrawal sent"]]]),
  );
  const seen = early.received.map(({ message: { story, rev, what, title, body } }) => [story, rev, what, title, body]);
  expect(seen.filter(([story]) => story === wrongAtOnce.id)).toEqual([
    [wrongAtOnce.id, 2, "alert", "The king is ill", expect.any(String)],
  ]);
  expect(seen.filter(([story]) => story === told.id)).toEqual([
    [told.id, 1, "alert", "Two dead", expect.any(String)],
    [told.id, 3, "correction", "Corrected: Two hurt", "Nobody died."],
    [told.id, 4, "withdrawal", "Withdrawn", "There was no accident."],
  ]);
  expect([seen.length, late.asked]).toEqual([4, 0]);
  const topics = early.received.filter(({ message }) => message.story === told.id).map(({ headers }) => headers.topic);
  expect(new Set(topics).size).toBe(1);
});

test("N6: a story that becomes an alert is pushed then; one that has expired, or is none any more, is not", async (t) => {
  const service = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { env: { PUSH_HOSTS: service.host } });
  const browser = service.browser();
  const device = await subscribes(url, browser);
  const [grown, calmed, expired] = await Promise.all([
    editor.posts(aStory({ headline: "Smoke is seen" })),
    editor.posts(aStory({ headline: "Alarm", urgency: "breaking" })),
    editor.posts(aStory({ headline: "Too late", urgency: "breaking" })),
  ]);
  await editor.revises(calmed.id, { rev: 2, kind: "update", urgency: "routine" });
  await sql`update story set expires_at = clock_timestamp() where id = ${expired.id}`.execute(store);
  const fire = { rev: 2, kind: "update", headline: "A fire", urgency: "breaking" };
  await editor.revises(grown.id, fire);
  await settledTargets(store, grown.id, 1);
  await settledTargets(store, calmed.id, 0);
  expect(await settledTargets(store, expired.id, 0)).not.toEqual(new Map([[device, ["alert sent"]]]));
  expect(browser.received.map(({ message }) => [message.rev, message.title])).toEqual([[2, "A fire"]]);
});
