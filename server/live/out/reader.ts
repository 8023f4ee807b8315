import type { Log } from "../log/wire-log.ts";
import type { Chunk, Encoding } from "./encodings.ts";

/** The way out to one reader. */
export interface Outlet {
  readonly encoding: Encoding;
  /** True when nothing waits in this process for this reader. */
  isIdle(): boolean;
  write(chunk: Chunk): void;
  /** Bytes that wait in this process. */
  waitingBytes(): number;
  /** Changes whenever the reader took something. */
  progress(): number;
  close(): void;
}

export interface Reader {
  outlet: Outlet;
  /** The wire, or a snapshot until it is through. */
  log: Log;
  written: number;
  /** A beat is due with what brings it to the top of the wire, or as soon as it is there. */
  owesBeat: boolean;
  /** Which of the ten seconds its beat falls in. */
  beatSlot: number;
  /** Since when, and at what progress, something waits; 0: nothing does. */
  waitingSince: number;
  waitingAt: number;
}

export const BEAT_SLOTS = 10;

/** A reader at its start. */
export function readerAt(outlet: Outlet, log: Log, written: number): Reader {
  const beatSlot = Math.floor(Math.random() * BEAT_SLOTS);
  return { outlet, log, written, owesBeat: true, beatSlot, waitingSince: 0, waitingAt: 0 };
}
