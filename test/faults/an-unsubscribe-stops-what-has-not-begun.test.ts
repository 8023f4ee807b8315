import { expect, test } from "vitest";
import { checkMails } from "./mail/mail-history.ts";
import { startFire } from "./mail/start-fire.ts";

test("I12: whoever leaves while an issue goes out gets no mail that begins later than 2 s after the answer", async (t) => {
  const fire = await startFire(t, { senders: 3, perSecond: 100, sink: { delayMs: 20 } });
  const issue = await fire.sends(600);
  for (let begun = 10; begun <= 410; begun += 20) {
    await fire.untilBegun(begun);
    const readers = Array.from({ length: 6 }, () => 1 + Math.floor(Math.random() * 600));
    await Promise.all(readers.map((reader) => fire.unsubscribes(reader)));
  }
  const receipt = await fire.untilDone(issue);
  const history = await fire.complete();
  expect(checkMails(history)).toEqual([]);
  expect(receipt.suppressed).toBeGreaterThan(0);
  expect(receipt.sent + receipt.suppressed).toBe(600);
});
