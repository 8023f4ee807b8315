import type { WirePage } from "../../core/news/wire-event.ts";
import { entryOf } from "./ring.ts";
import { createSnapshotLog, type Log } from "./wire-log.ts";

export interface Snapshot {
  log: Log;
  epoch: string;
  top: number;
}

export interface Snapshots {
  /** The present state in short, for everybody who asks while the wire does not move. Throws when the store is away. */
  take(): Promise<Snapshot>;
  /** The wire has moved: the next reader gets a new one. */
  forget(): void;
}

/** One query a state of the wire, however many readers need a snapshot of it. */
export function createSnapshots(readSnapshot: () => Promise<WirePage>): Snapshots {
  let present: Promise<Snapshot> | null = null;

  async function read(): Promise<Snapshot> {
    const { epoch, top, events } = await readSnapshot();
    return { epoch, top, log: createSnapshotLog(events.map(entryOf), top) };
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
    forget: () => {
      present = null;
    },
  };
}
