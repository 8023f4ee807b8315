import { expect, test } from "vitest";
import { repeat } from "../../core/process/repeat.ts";
import { eventually } from "../support/deadline.ts";
import { openDoor } from "../support/readers/open-door.ts";
import { openRawSocket } from "../support/readers/open-raw-socket.ts";
import { openReader } from "../support/readers/open-reader.ts";

const PONG_MS = 50;
/** Twice the largest piece; a reader for whom more waits in the process is cut off. */
const WAITING_AT_MOST_BYTES = 128 * 1024;

test("I10: whoever keeps its connection alive by pongs and reads nothing is let go, and little has waited for it", async (t) => {
  const open = await openDoor(t);
  const beside = await openReader(t, open.url);
  const raw = await openRawSocket(t, open.url);
  raw.says("40");
  await raw.hears(/^42\["hello"/);
  raw.tcp.pause();
  const stop = repeat(PONG_MS, () => raw.says("3"));
  t.onTestFinished(stop);

  const waiting = (): number => Math.max(0, ...[...open.pump.readers()].map(({ outlet }) => outlet.waitingBytes()));
  await eventually("what the buffers between the ends do not hold", () => {
    open.publish(500);
    return waiting() > 0 || undefined;
  });
  await beside.hasReached(open.store.top);
  await eventually("the end of its patience", () => {
    expect(waiting()).toBeLessThanOrEqual(WAITING_AT_MOST_BYTES);
    return raw.tcp.closed || undefined;
  });
  open.publish(1);
  await beside.hasReached(open.store.top);
  expect([open.pump.readers().size, beside.events.length, beside.breaches]).toEqual([1, open.store.top, []]);
});
