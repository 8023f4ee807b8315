import { randomBytes } from "node:crypto";
import type { Registry } from "prom-client";
import type { Clock } from "../../core/clock.ts";
import type { EncodedEvent, HeadlineEvent, WireHead } from "../../core/news/wire-event.ts";
import type { StoryQueue } from "../../core/pipes/queues/story-queue.ts";
import type { Closing } from "../../core/process/closing.ts";
import type { Log } from "../../core/process/log.ts";
import { repeat } from "../../core/process/repeat.ts";
import type { Store } from "../../core/store/connect.ts";
import { createAnnouncer } from "../desk/stories/announce.ts";
import type { Turns } from "../desk/stories/turns.ts";
import { watchFlights, wholeWayHistogram } from "./canary-metrics.ts";
import { type CanaryState, createFlights } from "./flights.ts";
import { flyCanaries } from "./fly.ts";
import { readCanary } from "./read-canary.ts";
import { createStoreQuestions } from "./store-questions.ts";

const TELL_EVERY_MS = 500;

export interface CanaryParts {
  store: Store;
  clock: Clock;
  turns: Turns;
  queue: StoryQueue;
  publicUrl: string;
  metrics: Registry;
  log: Log;
  closing: Closing;
}

export interface Canary {
  /** What its reader shows at the door. */
  pass: string;
  /** The channel has brought an event of the canary's wire. */
  heard(event: EncodedEvent): void;
  /** To be called when the server listens: its own address, and how far it has seen the canary's wire. */
  fly(url: string, wire: { seen: () => WireHead }): void;
  state(): CanaryState;
}

/**
 * The hidden story that travels from this server's desk to a reader at its own door. It is committed, announced and read
 * as any other; what it proves is in flights.ts.
 */
export function startCanary(parts: CanaryParts): Canary {
  const { store, clock, turns, queue, publicUrl, metrics, log, closing } = parts;
  const wholeWay = wholeWayHistogram(metrics);
  const flights = createFlights(
    () => performance.now(),
    (tookMs) => wholeWay.observe(tookMs / 1_000),
  );
  watchFlights(metrics, flights);
  const pass = randomBytes(32).toString("base64url");
  const silent = { warn: () => {}, info: () => {} }; // one line tells that it is red, with the hop
  const announcer = createAnnouncer({
    ...{ wire: "canary", queue, log: silent },
    queued: { saw: (seq) => flights.passed("queue", { seq }) },
  });
  const desk = { wire: "canary", store, turns, clock, announcer, log: silent, publicUrl } as const;

  return {
    pass,
    heard: ({ json }) => flights.passed("channel", { story: storyIn(json) }),
    fly(url, { seen }) {
      const questions = createStoreQuestions();
      const flying = flyCanaries({ flights, questions, desk: { ...desk, seen, untilHeard: async () => {} } });
      closing.add("canary", () => flying.close());
      const onDelivered = (story: string): void => flights.passed("delivery", { story });
      const reader = readCanary({ url, pass, onGreeted: flying.another, onDelivered });
      closing.add("canary reader", () => reader.close());
      closing.add("canary log", tellChanges(flights.state, log));
    },
    state: flights.state,
  };
}

function storyIn(json: string): string {
  return (JSON.parse(json) as Partial<HeadlineEvent>).story?.id ?? "";
}

/** One line when it turns red, one when it turns green. */
function tellChanges(state: () => CanaryState, log: Log): () => Promise<void> {
  let told: CanaryState["status"] = "waiting";
  return repeat(TELL_EVERY_MS, () => {
    const { status, brokenHop } = state();
    if (status === told) return;
    told = status;
    if (status === "red") log.error({ hop: brokenHop }, "the canary is red: stories do not travel the whole way");
    else log.info("the canary is green: it has travelled the whole way");
  });
}
