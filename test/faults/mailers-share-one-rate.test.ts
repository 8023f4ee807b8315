import { Redis } from "ioredis";
import { expect, inject, test } from "vitest";
import { checkMails } from "./mail/mail-history.ts";
import { startFire } from "./mail/start-fire.ts";

test("I11: four workers of four connections send to a thousand, one mail each, and the books always add up", async (t) => {
  const fire = await startFire(t, { senders: 4, connections: 4, sink: { delayMs: 50 } });
  const issue = await fire.sends(1_000);
  const receipt = await fire.untilDone(issue);
  expect(receipt).toMatchObject({ recipients: 1_000, sent: 1_000, doubtful: 0 });
  const history = await fire.complete();
  expect(history.receipts.length).toBeGreaterThan(10);
  expect(checkMails(history)).toEqual([]);
  expect(new Set(fire.sink.mails.map(({ client }) => client)).size).toBe(4);
});

test("N3: the rate holds for all workers together, and an emptied Redis neither changes it nor loses anybody", async (t) => {
  const perSecond = 80;
  const recipients = 320;
  const fire = await startFire(t, { senders: 3, perSecond });
  const redis = new Redis(inject("redisUrl"));
  t.onTestFinished(() => redis.disconnect());
  const issue = await fire.sends(recipients);
  await fire.untilBegun(100);
  const keys = await redis.keys(`${fire.redisPrefix}:*`);
  expect(keys.length).toBeGreaterThan(0);
  await redis.unlink(keys);
  expect(await fire.untilDone(issue)).toMatchObject({ sent: recipients, doubtful: 0 });
  expect(checkMails(await fire.complete())).toEqual([]);
  const begun = fire.sink.mails.map(({ begunAt }) => begunAt).sort((a, b) => a - b);
  const lastedMs = (begun.at(-1) ?? 0) - (begun[0] ?? 0);
  // Never faster than the rate, whoever sends: what a machine is late with, it is not let to catch up on in a burst.
  expect(lastedMs).toBeGreaterThan((1_000 * (recipients - 1)) / perSecond - 600);
});
