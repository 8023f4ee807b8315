import type { Clock } from "../../clock.ts";
import type { WireName } from "../../news/wire-event.ts";
import { repeat } from "../../process/repeat.ts";
import type { Store } from "../connect.ts";
import { recordStage, type Stage, type StageSighting } from "./receipts.ts";

const EVERY_MS = 250;
/** Older sightings are dropped beyond this, when the store is away for long: a receipt then says null, not a guess. */
const KEPT = 20_000;

export interface StageRecorder {
  /** The event passed this stage just now. */
  saw(seq: number): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Collects sightings and writes them in one statement, so that no story waits for its own receipt. */
export function recordStages(parts: { store: Store; clock: Clock; wire: WireName; stage: Stage }): StageRecorder {
  const { store, clock, wire, stage } = parts;
  let seen: StageSighting[] = [];

  async function write(): Promise<void> {
    if (seen.length === 0) return;
    const batch = seen;
    seen = [];
    try {
      await recordStage(store, wire, stage, batch);
    } catch {
      seen = [...batch, ...seen].slice(-KEPT); // the store is away: its own readers report that
    }
  }

  const stop = repeat(EVERY_MS, write);
  return {
    saw: (seq) => seen.push({ seq, at: clock.now() }),
    close: async () => {
      await stop();
      await write();
    },
  };
}
