import { openThreadOnDemand } from "../../core/process/thread-on-demand.ts";
import type { GivenDocument, ReadDocument } from "./read-document.ts";

/*
 * Reads documents on a thread of its own, one at a time. Promise: whatever a stranger's document does to a parser, no
 * headline waits for it. Five megabytes of XML are worked through for the better part of a second, and the worker's own
 * loop carries the news; so the thread has the parser, a bounded heap, and an end after some seconds.
 */

const TIMEOUT_MS = 15_000;
const HEAP_MB = 192;
const THREAD = new URL("./reading-thread.ts", import.meta.url);

export interface ReadingRoom {
  /** What a document has, or why it cannot be read. */
  read(document: GivenDocument): Promise<ReadDocument>;
  close(): Promise<void>;
}

export function openReadingRoom(): ReadingRoom {
  const thread = openThreadOnDemand<GivenDocument, ReadDocument>({
    ...{ program: THREAD, timeoutMs: TIMEOUT_MS, heapMb: HEAP_MB },
  });
  return {
    read: (document) =>
      thread
        .ask(document)
        .catch(() => ({ says: "This document takes too long to read, or too much memory." }) satisfies ReadDocument),
    close: thread.close,
  };
}
