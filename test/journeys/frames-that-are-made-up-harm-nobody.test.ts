import fc from "fast-check";
import { expect, test } from "vitest";
import { eventually } from "../support/deadline.ts";
import { madeUpFrame, madeUpText } from "../support/hostile/made-up-frames.ts";
import { openDoor } from "../support/readers/open-door.ts";
import { openPolling, SEPARATOR } from "../support/readers/open-polling.ts";
import { frameOf, OPCODES, openRawSocket } from "../support/readers/open-raw-socket.ts";
import { openReader } from "../support/readers/open-reader.ts";

/** So many frames in all: LONG_RUN=1 asks for the long form. */
const FRAMES = process.env.LONG_RUN ? 100_000 : 20_000;
/** Few, because the first that is wrong is the connection's last. */
const A_CONNECTION = 8;
const POLLINGS = FRAMES / 400;
const FAREWELL = frameOf(Buffer.from([3, 232]), { opcode: OPCODES.close });

test(`C8: of ${FRAMES} frames that are made up none is the end of the process, or of another reader`, {
  timeout: 600_000,
}, async (t) => {
  const open = await openDoor(t);
  const readers = [await openReader(t, open.url), await openReader(t, open.url, { transports: ["polling"] })];
  let sent = 0;
  const speeches = fc.array(madeUpFrame, { minLength: A_CONNECTION, maxLength: A_CONNECTION });
  await fc.assert(
    fc.asyncProperty(speeches, fc.boolean(), async (frames, comesInFirst) => {
      const raw = await eventually("room", () => openRawSocket(t, open.url).catch(() => undefined)); // 1,500 a second
      if (comesInFirst) raw.says("40");
      raw.sends(...frames, FAREWELL);
      raw.tcp.end(); // a length that is made up may swallow the farewell, and the rest be waited for
      await raw.closed();
      raw.tcp.destroy();
      sent += frames.length;
      if (sent % 2_000 === 0) open.publish(1);
    }),
    { numRuns: FRAMES / A_CONNECTION, endOnFailure: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(madeUpText, { minLength: 1, maxLength: A_CONNECTION }), async (texts) => {
      const hand = await openPolling(open.url);
      await hand.says("40");
      expect([200, 400, 413, 0]).toContain(await hand.says(texts.join(SEPARATOR)).catch(() => 0));
      await hand.says("1").catch(() => 0);
    }),
    { numRuns: POLLINGS, endOnFailure: true },
  );
  expect(sent).toBeGreaterThanOrEqual(FRAMES);

  await eventually("only the two left", () => open.pump.readers().size === readers.length || undefined);
  open.publish(1);
  for (const reader of readers) {
    await reader.hasReached(open.store.top);
    expect([reader.events.length, reader.breaches, reader.socket.connected]).toEqual([open.store.top, [], true]);
  }
  expect([open.lines, Object.keys(Object.prototype)]).toEqual([[], []]);
});
