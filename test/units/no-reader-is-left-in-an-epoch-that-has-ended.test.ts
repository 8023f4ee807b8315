import { once } from "node:events";
import { get } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { followWire } from "../../server/live/follow/follow-wire.ts";
import { createSnapshots } from "../../server/live/log/snapshots.ts";
import { createStorePages } from "../../server/live/log/store-pages.ts";
import { createWireLog } from "../../server/live/log/wire-log.ts";
import { createPump } from "../../server/live/out/pump.ts";
import { streamEvents } from "../../server/live/stream-events.ts";
import { eventually, within } from "../support/deadline.ts";
import { gate } from "../support/wire/gate.ts";
import { LATER_EPOCH, memoryWire } from "../support/wire/memory-wire.ts";

const NOW = "2026-11-23T14:00:00.000Z";

test("I8: a reader whose snapshot was read before a new epoch began is not told of the old one", async () => {
  const store = memoryWire();
  store.publishMany(105);
  const wire = await followWire({
    ...{ readNewest: store.readNewest, readAfter: store.readAfter, beginNewEpoch: store.beginNewEpoch },
    onEntry: () => {},
    onNewEpoch: () => {
      snapshots.forget();
      for (const reader of pump.readers()) reader.outlet.close();
    },
  });
  const reading = gate();
  const snapshots = createSnapshots(async () => {
    const page = await store.readNewest(100);
    if (reading.asked === 0) await reading.pass();
    return page;
  });
  const wireLog = createWireLog(
    wire.ring,
    createStorePages(store.readAfter, () => pump.wake()),
  );
  const pump = createPump({ wire: wireLog, beat: () => ({ ...headOf(), now: NOW }), onSlow: () => {} });
  const headOf = (): { epoch: string; top: number } => ({ epoch: wire.ring().epoch, top: wire.ring().top });
  const clock = { now: () => Date.parse(NOW), sync: async () => {} };
  const door = { retryAfterMs: () => 500, streamRefusal: () => null, refuse: () => {} };
  const app = express().get("/", streamEvents({ wire, wireLog, snapshots, pump, clock, ...door }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    pump.close();
    await wire.close();
  });

  const asked = get({ port: (server.address() as AddressInfo).port, headers: { "Last-Event-ID": "garbage" } });
  const answered = new Promise<string>((resolve) => {
    asked.on("error", () => resolve("refused"));
    asked.on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
        if (/event: hello\n[^\n]*\n/.test(text)) resolve(text);
      });
      response.on("close", () => resolve(text || "refused"));
    });
  });
  await eventually("the snapshot being read", () => (reading.asked > 0 ? true : undefined));
  store.cut(100, LATER_EPOCH);
  wire.listener.onBeat({ epoch: LATER_EPOCH, top: 100 });
  await wire.refill();
  expect(wire.ring().epoch).toBe(LATER_EPOCH);
  reading.open();
  expect(await within("an answer", answered)).not.toContain('"epoch":"0f2000000001"');
});
