import type { RetractedEvent, WirePage } from "../../../core/news/wire-event.ts";
import { entryOf } from "./ring.ts";
import { createSnapshotLog, type Log, type SnapshotLog } from "./wire-log.ts";

export interface Snapshot {
  log: Log;
  epoch: string;
  top: number;
}

export interface Snapshots {
  /** The present state in short, for everybody who asks while the wire does not move. Throws when the store is away. */
  take(): Promise<Snapshot>;
  /** The wire has moved: the next reader gets a new one. A retraction reaches those too that are still being read. */
  forget(retraction?: RetractedEvent | null): void;
}

/** One query a state of the wire, however many readers need a snapshot of it. */
export function createSnapshots(readSnapshot: () => Promise<WirePage>): Snapshots {
  let present: Promise<Snapshot> | null = null;
  /** Those that a slow reader may still be in the middle of, and those that the store has not yet given. */
  let beingRead: WeakRef<SnapshotLog>[] = [];
  const whileReading = new Set<(retraction: RetractedEvent) => void>();

  async function read(): Promise<Snapshot> {
    const missed: RetractedEvent[] = [];
    const missing = (retraction: RetractedEvent): void => void missed.push(retraction);
    whileReading.add(missing);
    const { epoch, top, events } = await readSnapshot().finally(() => whileReading.delete(missing));
    const log = createSnapshotLog(events.map(entryOf), top);
    for (const retraction of missed) log.takeBack(retraction);
    beingRead.push(new WeakRef(log));
    return { epoch, top, log };
  }

  return {
    take() {
      if (present) return present;
      const reading = read();
      present = reading;
      reading.catch(() => {
        if (present === reading) present = null;
      });
      return reading;
    },
    forget(retraction) {
      present = null;
      if (!retraction) return;
      for (const missing of whileReading) missing(retraction);
      beingRead = beingRead.filter((log) => log.deref() !== undefined);
      for (const log of beingRead) log.deref()?.takeBack(retraction);
    },
  };
}
