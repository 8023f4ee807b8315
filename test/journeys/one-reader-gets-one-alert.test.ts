import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { startLondon } from "../support/paper/start-london.ts";
import { aStory } from "../support/people/editor.ts";
import { openPushHost } from "../support/push/push-host.ts";
import { settledTargets, subscribes } from "../support/push/subscriber.ts";
import { openReader } from "../support/readers/open-reader.ts";

test("N7: what an open tab of the device has shown is not pushed; with the tab closed, the push comes", async (t) => {
  const service = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { servers: 2, env: { PUSH_HOSTS: service.host } });
  const [here, away] = [service.browser(), service.browser()];
  const device = await subscribes(url, here);
  const other = await subscribes(url, away);
  const tab = await openReader(t, url, { device, shows: true });
  await openReader(t, url, { device: other, shows: false }); // connected, and hidden
  const seen = await editor.posts(aStory({ headline: "Seen", urgency: "flash" }));
  expect(await settledTargets(store, seen.id, 2)).toEqual(
    new Map([
      [device, ["alert shown"]],
      [other, ["alert sent"]],
    ]),
  );
  expect([here.asked, away.asked]).toEqual([0, 1]);

  tab.close();
  const unseen = await editor.posts(aStory({ headline: "Unseen", urgency: "breaking" }));
  expect((await settledTargets(store, unseen.id, 2)).get(device)).toEqual(["alert sent"]);
  const [push] = here.received;
  expect(push?.message.title).toBe("Unseen");

  await editor.revises(seen.id, { rev: 2, kind: "correction", note: "It was seen wrong." });
  expect((await settledTargets(store, seen.id, 3)).get(device)).toEqual(["alert shown"]);
});

test("N7: nothing is pushed in a device's quiet hours, by its own clock, nor more a day than it wants", async (t) => {
  const service = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { env: { PUSH_HOSTS: service.host } });
  const [asleep, awake, sparing] = [service.browser(), service.browser(), service.browser()];
  const [, ...others] = [
    await subscribes(url, asleep, { quiet: around(await hourIn(store, "Asia/Tokyo")), timeZone: "Asia/Tokyo" }),
    await subscribes(url, awake, { quiet: around((await hourIn(store, "Asia/Tokyo")) + 12), timeZone: "Asia/Tokyo" }),
    await subscribes(url, sparing, { alertsADayAtMost: 1 }),
  ];
  const first = await editor.posts(aStory({ headline: "First", urgency: "flash" }));
  const second = await editor.posts(aStory({ headline: "Second", urgency: "flash" }));
  expect([...(await settledTargets(store, first.id, 2)).keys()].sort()).toEqual(others.sort());
  expect((await settledTargets(store, second.id, 1)).size).toBe(1);
  expect([asleep.asked, awake.asked, sparing.asked]).toEqual([0, 2, 1]);
});

test("N7, C12: a device that is forgotten leaves nothing behind", async (t) => {
  const service = await openPushHost(t);
  const { editor, url, store } = await startLondon(t, { env: { PUSH_HOSTS: service.host } });
  const device = await subscribes(url, service.browser());
  await openReader(t, url, { device, shows: true });
  const { id } = await editor.posts(aStory({ headline: "Seen", urgency: "flash" }));
  await settledTargets(store, id, 1);
  const forgotten = await fetch(new URL(`/v1/devices/${device}`, url), { method: "DELETE" });
  const unknown = await fetch(new URL(`/v1/devices/${randomUUID()}`, url), { method: "DELETE" });
  expect([forgotten.status, unknown.status]).toEqual([204, 204]);
  const { rows } = await sql<{ rows: number }>`
    select (select count(*) from push_subscription) + (select count(*) from push_target)
         + (select count(*) from device_shown) as rows`.execute(store);
  expect(rows[0]?.rows).toBe(0);
});

/** Quiet hours from an hour before to two hours after; over midnight, if it is so late. */
function around(hour: number): { from: string; until: string } {
  const text = (at: number) => `${String((at + 48) % 24).padStart(2, "0")}:00`;
  return { from: text(hour - 1), until: text(hour + 2) };
}

async function hourIn(store: Parameters<typeof settledTargets>[0], zone: string): Promise<number> {
  const { rows } = await sql<{ hour: number }>`
    select extract(hour from clock_timestamp() at time zone ${zone})::int as hour`.execute(store);
  return rows[0]?.hour ?? 0;
}
