import { randomUUID } from "node:crypto";
import { createClosing } from "../../../core/process/closing.ts";
import { createLog } from "../../../core/process/log.ts";
import { createMetrics } from "../../../core/process/metrics.ts";
import { readConfig } from "../../../core/settings/config.ts";
import { followStoreClock } from "../../../core/store/clock.ts";
import { connectStore } from "../../../core/store/connect.ts";
import { startMailing } from "../../../workers/mailing/start-mailing.ts";
import { claimsOf, type SenderOrder } from "./sender-order.ts";

/*
 * A process that is the mailing of a worker and nothing else, with leases short enough to see them run out. Its claims
 * begin with its own number, so what it had in hand when it was killed can be read from the rows.
 */

const order = JSON.parse(process.argv[2] ?? "{}") as SenderOrder;
const read = readConfig(order.env);
if (!read.ok) throw new Error(read.mistakes.join("\n"));
const { config } = read;
const log = createLog("sender", config.logLevel);
const closing = createClosing(() => {});
const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 1, name: "test-sender" });
closing.add("store", () => store.destroy());
const clock = await followStoreClock(store, log);
closing.add("clock", () => clock.close());
const mailing = await startMailing({
  ...{ config, clock, log, metrics: createMetrics("worker"), closing, times: order.times },
  ...{ seen: () => null, onStarted: async () => {} },
  newClaim: () => claimsOf(order.number) + randomUUID().slice(8),
});
process.on("SIGTERM", () => {
  void mailing
    .finish()
    .then(() => closing.close())
    .then(() => process.exit(0));
});
process.send?.("ready");
