import { Counter, type Registry } from "prom-client";
import { type InboxQueue, openInboxQueue, takePolls } from "../../core/pipes/queues/inbox-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Config } from "../../core/settings/config.ts";
import { connectStore, type Store } from "../../core/store/connect.ts";
import { sweepItems } from "../../core/store/inbox/keep-items.ts";
import { readSchedules, takeUnannounced } from "../../core/store/inbox/poll-sources.ts";
import { guardedLine } from "../guarded-line.ts";
import { fetchSource, type WantedDocument } from "./fetch-source.ts";
import { pollSource } from "./poll-source.ts";
import { openReadingRoom } from "./reading-room.ts";

const LOOK_EVERY_MS = 1_000;
const SCHEDULE_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 600_000;

export interface InboxParts {
  config: Config;
  log: Log;
  metrics: Registry;
  closing: Closing;
}

/** Reads the sources of the wire inbox. Everything is apart from the fan-out: connections, queue, timers, thread. */
export function startInbox({ config, log, metrics, closing }: InboxParts): void {
  const polls = new Counter({
    name: "london_inbox_polls_total",
    help: "Readings of sources, by how they ended",
    labelNames: ["outcome"],
    registers: [metrics],
  });
  const items = new Counter({
    name: "london_inbox_items_total",
    help: "Items that came into the inbox",
    labelNames: ["kind"],
    registers: [metrics],
  });
  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 3, name: "london-inbox", metrics });
  const room = openReadingRoom();
  const userAgent = `LondonDaily/1.0 (+${config.site.publicUrl})`;
  const line = guardedLine(config.outgoingPrivateAddresses, { keepsAlive: false });
  const parts = {
    store,
    fetchSource: (wanted: WantedDocument) => fetchSource({ line, userAgent }, wanted),
    read: room.read,
    onPolled: (outcome: string, kept = { fresh: 0, changed: 0 }) => {
      polls.inc({ outcome });
      items.inc({ kind: "new" }, kept.fresh);
      items.inc({ kind: "changed" }, kept.changed);
    },
  };
  const keeping = keepAwake({ config, log, store });
  const worker = takePolls(
    config,
    (sourceId) => pollSource(parts, sourceId),
    (failure, job) => log.warn({ err: failure, job: job?.id }, "a source could not be looked at"),
  );
  closing.add("inbox", async () => {
    await keeping.stop();
    await worker.close();
    await room.close();
    await store.destroy();
  });
}

/**
 * Sees to it that every source is read in its time: a scheduler for each, written anew at the start, whenever Redis is
 * there again, when the sources have changed and each minute; and once a second a wake-up for what is due all the same.
 */
function keepAwake({ config, log, store }: Pick<InboxParts, "config" | "log"> & { store: Store }) {
  let scheduled = "";
  let isWell = true;
  const forget = (): void => {
    scheduled = "";
  };
  const queue: InboxQueue = openInboxQueue(config, forget);
  const stops = [
    repeat(LOOK_EVERY_MS, async () => {
      try {
        const schedules = await readSchedules(store);
        const wanted = JSON.stringify(schedules);
        if (wanted !== scheduled) await queue.schedule(schedules);
        scheduled = wanted;
        const due = await takeUnannounced(store);
        if (due.length > 0) await queue.announce(due);
        isWell = true;
      } catch (failure) {
        if (isWell) log.warn({ err: failure }, "no source can be read at the moment; trying on");
        isWell = false;
      }
    }),
    repeat(SCHEDULE_EVERY_MS, forget),
    repeat(SWEEP_EVERY_MS, () => sweepItems(store).catch(() => {})),
  ];
  return {
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
      await queue.close();
    },
  };
}
