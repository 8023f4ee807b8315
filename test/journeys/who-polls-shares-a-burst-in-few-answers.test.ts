import { expect, test } from "vitest";
import { within } from "../support/deadline.ts";
import { openDoor } from "../support/readers/open-door.ts";
import { openPolling } from "../support/readers/open-polling.ts";

const EVENTS = 400;

test("G5: who polls gets what comes fast in few answers, every event once and in order, and the first of them at once", async (t) => {
  const open = await openDoor(t);
  const hand = await openPolling(open.url);
  await hand.says("40");
  await hand.hearsOf(/"beat"/);

  const seqs: number[] = [];
  let answers = 0;
  async function listen(): Promise<void> {
    while (seqs.length < EVENTS) {
      const { packets } = await hand.hears();
      for (const packet of packets)
        if (packet.startsWith('42["headline"')) seqs.push(JSON.parse(packet.slice(2))[1].seq);
      answers++;
    }
  }
  const listening = listen();
  for (let seq = 1; seq <= EVENTS; seq++) {
    open.publish(1);
    for (let turns = 0; turns < 2; turns++) await new Promise((turn) => setImmediate(turn)); // the pump has had its own
  }
  await within("every event", listening);
  expect(seqs).toEqual(Array.from({ length: EVENTS }, (_, i) => i + 1));
  expect(answers).toBeLessThan(EVENTS / 8);
});
