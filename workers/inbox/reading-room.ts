import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { GivenDocument, ReadDocument } from "./read-document.ts";

/*
 * Reads documents on a thread of its own, one at a time. Promise: whatever a stranger's document does to a parser, no
 * headline waits for it. Five megabytes of XML are worked through for the better part of a second, and the worker's own
 * loop carries the news; so the thread has the parser, a bounded heap, and an end after some seconds. It is there only
 * while there is something to read.
 */

const TIMEOUT_MS = 15_000;
const IDLE_MS = 60_000;
const HEAP_MB = 192;
const THREAD = new URL("./reading-thread.ts", import.meta.url);

export interface ReadingRoom {
  /** What a document has, or why it cannot be read. */
  read(document: GivenDocument): Promise<ReadDocument>;
  close(): Promise<void>;
}

export function openReadingRoom(): ReadingRoom {
  let thread: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  async function readNext(document: GivenDocument): Promise<ReadDocument> {
    clearTimeout(idle);
    thread ??= new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    try {
      thread.postMessage(document);
      const [answer] = await once(thread, "message", { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return answer as ReadDocument;
    } catch {
      await rest();
      return { says: "This document takes too long to read, or too much memory." };
    } finally {
      idle = setTimeout(rest, IDLE_MS).unref();
    }
  }

  async function rest(): Promise<void> {
    clearTimeout(idle);
    const resting = thread;
    thread = null;
    await resting?.terminate();
  }

  return {
    read: (document) => {
      const read = queue.then(() => readNext(document));
      queue = read;
      return read;
    },
    close: rest,
  };
}
