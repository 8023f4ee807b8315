import type { Chunk, Encoding } from "../../../server/live/out/encodings.ts";
import type { Outlet } from "../../../server/live/out/reader.ts";

/*
 * A reader at the other end of no wire at all. It takes what is written at once, until it is stalled: from then on what
 * is written waits, as in a socket whose peer does not read. It notes when somebody writes although something waits.
 */
export interface MemoryOutlet extends Outlet {
  /** All that was written, in order. */
  chunks: Chunk[];
  /** The packets' payloads, by name; only of an outlet of packets. */
  said(name: string): unknown[];
  /** The numbers of the events that were written, in order; only of an outlet of packets. */
  seqs(): number[];
  stall(): void;
  /** Takes so many bytes of what waits; left out: all, and goes on taking. */
  take(bytes?: number): void;
  /** What waits grows by itself, as by answers to pings that nobody reads. */
  pileUp(bytes: number): void;
  readonly isClosed: boolean;
  /** Writes that found something waiting. */
  readonly pushed: number;
}

export function memoryOutlet(encoding: Encoding = "packet"): MemoryOutlet {
  const chunks: Chunk[] = [];
  let isStalled = false;
  let isClosed = false;
  let waiting = 0;
  let taken = 0;
  let pushed = 0;

  const packets = (): [name: string, payload: unknown][] =>
    chunks.flatMap((chunk) =>
      Buffer.isBuffer(chunk)
        ? []
        : chunk.flatMap((text) => text.split("\u001e4").map((packet) => JSON.parse(packet.slice(1)))),
    );

  return {
    ...{ encoding, chunks },
    said: (name) => packets().flatMap(([said, payload]) => (said === name ? [payload] : [])),
    seqs: () =>
      packets().flatMap(([said, payload]) =>
        /^(headline|newsletter)$/.test(said) ? [(payload as { seq: number }).seq] : [],
      ),
    isIdle: () => waiting === 0,
    write(chunk) {
      if (waiting > 0) pushed++;
      chunks.push(chunk);
      const bytes = bytesOf(chunk);
      if (isStalled) waiting += bytes;
      else taken += bytes;
    },
    waitingBytes: () => waiting,
    progress: () => taken,
    close: () => {
      isClosed = true;
    },
    stall: () => {
      isStalled = true;
    },
    take(bytes = Number.POSITIVE_INFINITY) {
      isStalled = bytes < waiting;
      const now = Math.min(bytes, waiting);
      waiting -= now;
      taken += now;
    },
    pileUp: (bytes) => {
      waiting += bytes;
    },
    get isClosed() {
      return isClosed;
    },
    get pushed() {
      return pushed;
    },
  };
}

export function bytesOf(chunk: Chunk): number {
  return Buffer.isBuffer(chunk) ? chunk.length : chunk.reduce((sum, packet) => sum + Buffer.byteLength(packet), 0);
}
