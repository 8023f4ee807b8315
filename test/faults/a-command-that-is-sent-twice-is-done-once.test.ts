import { randomBytes } from "node:crypto";
import { expect, inject, test } from "vitest";
import { listen, openWirePublisher } from "../../core/pipes/wire-channel.ts";
import { eventually } from "../support/deadline.ts";
import { openLine } from "../support/lines/cut-line.ts";

const EPOCH = "00000000000a";

test("C7: a publish whose answer was lost is sent again, and each event is on the channel once", async (t) => {
  const url = new URL(inject("redisUrl"));
  const line = await openLine(t, Number(url.port || 6379));
  const redisPrefix = `t-${randomBytes(6).toString("hex")}`;
  const heard: number[] = [];
  let isListening = false;
  const channel = listen(
    { redisUrl: url.href, redisPrefix, wire: "news" },
    {
      onEvent: (_epoch, { seq }) => heard.push(seq),
      onBeat: () => {},
      onListening: () => {
        isListening = true;
      },
    },
  );
  t.onTestFinished(() => channel.close());
  await eventually("a subscription", () => isListening || undefined);

  const over = Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(line.port) }).href;
  const publisher = await openWirePublisher({ redisUrl: over, redisPrefix, wire: "news" });
  t.onTestFinished(() => publisher.close());
  const events = [1, 2, 3].map((seq) => ({ seq, json: `{"seq":${seq}}` }));
  expect((await publisher.publish({ epoch: EPOCH, top: 0, events: [] })).word).toBe("reset");

  line.behaves("dies on answer");
  await publisher.publish({ epoch: EPOCH, top: 3, events }).catch(() => {});
  await eventually("the events on the channel", () => (heard.length >= 3 ? true : undefined));
  line.behaves("carries");
  const again = await eventually("an answer", () =>
    publisher.publish({ epoch: EPOCH, top: 3, events }).catch(() => undefined),
  );
  expect(again).toEqual({ word: "repeat", head: { epoch: EPOCH, top: 3 } });
  const barrier = { epoch: EPOCH, top: 4, events: [{ seq: 4, json: '{"seq":4}' }] };
  await publisher.publish(barrier);
  await eventually("what was published last", () => heard.includes(4) || undefined);
  expect(heard).toEqual([1, 2, 3, 4]);
});
