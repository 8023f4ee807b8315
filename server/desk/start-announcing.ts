import type { Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import type { Closing } from "../../core/closing.ts";
import type { Config } from "../../core/config.ts";
import type { Log } from "../../core/log.ts";
import { openStoryQueue, type StoryQueue } from "../../core/pipes/story-queue.ts";
import type { Store } from "../../core/store/connect.ts";
import { recordStages } from "../../core/store/stage-recorder.ts";
import { type Announcer, createAnnouncer } from "./announce.ts";
import type { CommitParts } from "./commit.ts";
import { watchDesk } from "./desk-metrics.ts";

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
