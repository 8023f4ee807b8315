import { Counter, Histogram, type Registry } from "prom-client";
import type { Log } from "../../core/process/log.ts";
import type { AnnouncerParts } from "./stories/announce.ts";
import type { CommitParts } from "./stories/commit.ts";

const ACCEPT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the desk hears of its acts and wake-ups: the first two stages of a story's way, counted and logged. */
export function watchDesk(
  metrics: Registry,
  log: Pick<Log, "info">,
): Required<Pick<CommitParts, "onOutcome"> & Pick<AnnouncerParts, "onSent">> {
  const acts = new Counter({
    name: "london_acts_total",
    help: "Acts of editors, by what the commit decided",
    labelNames: ["outcome"],
    registers: [metrics],
  });
  const took = new Histogram({
    name: "london_accept_seconds",
    help: "From an act's turn to the database's answer that it is durable",
    buckets: ACCEPT_SECONDS,
    registers: [metrics],
  });
  const wakeUps = new Counter({
    name: "london_wake_ups_total",
    help: "Wake-ups that the queue took or refused",
    labelNames: ["outcome"],
    registers: [metrics],
  });
  for (const outcome of ["accepted", "unknown"]) acts.inc({ outcome }, 0); // so that a first one is seen to rise
  for (const outcome of ["taken", "refused"]) wakeUps.inc({ outcome }, 0);
  return {
    onOutcome: ({ outcome, story, rev, seq, tookMs }) => {
      acts.inc({ outcome });
      if (outcome !== "accepted") return;
      took.observe(tookMs / 1_000);
      log.info({ stage: "accepted", story, rev, seq, tookMs: Math.round(tookMs) }, "a story's act is durable");
    },
    onSent: (isTaken) => wakeUps.inc({ outcome: isTaken ? "taken" : "refused" }),
  };
}
