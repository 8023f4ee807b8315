import { repeat } from "../../core/repeat.ts";
import { createFireReader } from "./fire-reader.ts";
import { openLedger, type ReaderLine } from "./ledger.ts";

/*
 * A fleet of readers in a process of its own, so that what a test does never holds them up. Begun with its order as the
 * only argument; asked over IPC how far its readers are.
 */

export interface FleetOrder {
  urls: string[];
  readers: number;
  /** So many of them come and go by themselves, away and there for at most so long. */
  comingAndGoing: number;
  comesAndGoesMs: number;
  ledger: string;
}

/** Asks for the place of all; `isEnd` ends them. */
export interface FleetQuestion {
  epoch: string;
  top: number;
  isEnd?: boolean;
}

export interface FleetAnswer {
  /** Readers with a connection that was greeted. */
  up: number;
  /** Readers that have ever been greeted. */
  met: number;
  /** Readers whose cursor is there. */
  there: number;
}

const TICK_MS = 20;
const LAZY_BYTES = 64 * 1024;

const order = JSON.parse(process.argv[2] ?? "") as FleetOrder;
const ledger = openLedger<ReaderLine>(order.ledger, LAZY_BYTES);
const readers = Array.from({ length: order.readers }, (_, id) => {
  const comesAndGoesMs = id < order.comingAndGoing ? order.comesAndGoesMs : 0;
  return createFireReader({ id, urls: order.urls, comesAndGoesMs, write: ledger.write });
});
const stop = repeat(TICK_MS, () => {
  for (const reader of readers) reader.tick(performance.now());
});

function answer({ epoch, top }: FleetQuestion): FleetAnswer {
  const isThere = (place: { epoch: string; seq: number } | null) => place?.epoch === epoch && place.seq >= top;
  return {
    up: readers.filter((reader) => reader.isUp()).length,
    met: readers.filter((reader) => reader.cursor() !== null).length,
    there: readers.filter((reader) => isThere(reader.cursor())).length,
  };
}

async function end(): Promise<void> {
  await stop();
  for (const reader of readers) reader.end();
  ledger.close();
  process.disconnect?.();
  process.exit();
}

process.on("message", (question: FleetQuestion) => {
  process.send?.(answer(question), () => question.isEnd && void end());
});
process.on("disconnect", () => process.exit());
