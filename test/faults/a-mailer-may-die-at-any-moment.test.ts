import { expect, test } from "vitest";
import { setMailRate } from "../../core/store/mailing/issues/sending.ts";
import { checkMails } from "./mail/mail-history.ts";
import { createDataGate, playKills } from "./mail/play-kills.ts";
import { startFire } from "./mail/start-fire.ts";

const KILLS = 10;

test("I11: senders die, between the bytes of a mail too, or sleep past their lease: nobody gets two, nobody is missed", async (t) => {
  const gate = createDataGate();
  const sink = { delayMs: 15, onBytes: gate.onBytes };
  const fire = await startFire(t, { senders: 3, perSecond: 25, sink });
  const issue = await fire.sends(1_200);
  const shots = await playKills(fire, issue, { kills: KILLS, random: Math.random, gate, sleepsEvery: 7 });
  await setMailRate(fire.store, 5_000);
  const receipt = await fire.untilDone(issue);
  const history = await fire.complete();
  expect(checkMails(history)).toEqual([]);
  expect(shots).toBe(KILLS);
  expect(receipt.sent + receipt.doubtful).toBe(1_200);
  expect(receipt.doubtful).toBeLessThanOrEqual(history.kills.reduce((sum, { inFlight }) => sum + inFlight.length, 0));
});

test("O3: a mailer that is asked to end settles what it has in hand, and others do the rest", async (t) => {
  const fire = await startFire(t, { senders: 2, sink: { delayMs: 30 } });
  const issue = await fire.sends(200);
  for (let begun = 20; begun <= 60; begun += 40) {
    const [first] = fire.senders;
    await fire.untilBegun(begun);
    await first?.leave();
    await first?.start();
  }
  expect(await fire.untilDone(issue)).toMatchObject({ sent: 200, doubtful: 0 });
  expect(checkMails(await fire.complete())).toEqual([]);
});
