import type { Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import { openStoryQueue, type StoryQueue } from "../../core/pipes/queues/story-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { recordStages } from "../../core/store/wire/stage-recorder.ts";
import { watchDesk } from "./desk-metrics.ts";
import { type Announcer, createAnnouncer } from "./stories/announce.ts";
import type { CommitParts } from "./stories/commit.ts";

export interface AnnouncingParts {
  config: Config;
  store: Store;
  clock: Clock;
  metrics: Registry;
  log: Log;
  closing: Closing;
}

export interface Announcing {
  queue: StoryQueue;
  announcer: Announcer;
  onOutcome: NonNullable<CommitParts["onOutcome"]>;
}

/** Wires what follows a commit: the queue, who tells it, and what is counted of both. */
export function startAnnouncing({ config, store, clock, metrics, log, closing }: AnnouncingParts): Announcing {
  const queue = openStoryQueue(config);
  closing.add("queue", () => queue.close());
  const queued = recordStages({ store, clock, wire: "news", stage: "queued" });
  closing.add("stages", () => queued.close());
  const { onOutcome, onSent } = watchDesk(metrics, log);
  return { queue, announcer: createAnnouncer({ wire: "news", queue, queued, onSent, log }), onOutcome };
}
