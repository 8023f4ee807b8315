import { onTestFinished, vi } from "vitest";
import type { Beat } from "../../../core/pipes/live-events.ts";
import { createRing } from "../../../server/live/log/ring.ts";
import { createStorePages } from "../../../server/live/log/store-pages.ts";
import { createWireLog } from "../../../server/live/log/wire-log.ts";
import { type Message, messageOf } from "../../../server/live/out/encodings.ts";
import { createPump, type Pump } from "../../../server/live/out/pump.ts";
import { type Reader, readerAt } from "../../../server/live/out/reader.ts";
import { type MemoryOutlet, memoryOutlet } from "./memory-outlet.ts";
import { type MemoryWire, memoryWire } from "./memory-wire.ts";

/** A server's way out: ring, log and pump, with a wire in memory before it and readers in memory behind. */
export interface OpenPump {
  wire: MemoryWire;
  pump: Pump;
  /** So many stories, one after the other, as the channel brings them. */
  hear(count: number, bytes?: number): void;
  joins(written: number, outlet?: MemoryOutlet): MemoryOutlet & { reader: Reader };
  /** Whether the server is sure of its top. */
  isSure: boolean;
  /** Readers that were closed for being slow. */
  slow: number;
}

const NOW = "2026-11-23T14:00:00.000Z";

export function openPump(capacity = 2_000): OpenPump {
  const wire = memoryWire();
  const ring = createRing({ epoch: wire.epoch, top: 0 }, capacity);
  const older = createStorePages(wire.readAfter, () => pump.wake());
  const log = createWireLog(() => ring, older);
  const beat = (): Beat | null => (opened.isSure ? { epoch: ring.epoch, top: ring.top, now: NOW } : null);
  const pump = createPump({ wire: log, beat, onSlow: () => opened.slow++ });
  onTestFinished(() => pump.close());
  const opened: OpenPump = {
    ...{ wire, pump, isSure: true, slow: 0 },
    hear(count, bytes = 10) {
      for (const event of wire.publishMany(count, { excerpt: "x".repeat(bytes) })) {
        ring.append(event);
        log.forget();
        pump.wake();
      }
    },
    joins(written, outlet = memoryOutlet()) {
      const reader = readerAt(outlet, log, written);
      pump.join(reader, greeting());
      return Object.assign(outlet, { reader });
    },
  };
  return opened;
}

/** What every reader hears first; here it says nothing. */
export function greeting(): Message {
  return messageOf("hello", "{}");
}

/** Lets so much time pass on the clock that vitest has put in place of the real one, and all happen that is due in it. */
export async function run(ms = 40): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** The tops of the beats that a reader has heard. */
export function topsOf(outlet: MemoryOutlet): number[] {
  return outlet.said("beat").map((beat) => (beat as Beat).top);
}

/** So many numbers from the first on. */
export function upFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
