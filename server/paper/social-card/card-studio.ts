import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { CardWords } from "./card.ts";

/*
 * Draws cards on a thread of its own, one at a time, because one takes as long as serving a thousand pages. The thread
 * is there only while somebody asks: it starts with the first card and ends a minute after the last. A card that does
 * not come in time takes its thread with it. Finished ones are kept, the newest hundred, some 5 MB.
 */

const KEPT = 100;
/** So many may wait; who comes then is asked to come again. */
const MAY_WAIT = 8;
const TIMEOUT_MS = 10_000;
const IDLE_MS = 60_000;
const THREAD = new URL("./card-thread.ts", import.meta.url);

export interface CardStudio {
  /** The PNG of these words; the key names them. Null: too many wait. Throws when it cannot be drawn. */
  draw(key: string, words: CardWords): Promise<Buffer> | null;
  close(): Promise<void>;
}

export function openCardStudio(): CardStudio {
  const held = new Map<string, Promise<Buffer>>();
  let thread: Worker | null = null;
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  async function drawNext(words: CardWords): Promise<Buffer> {
    clearTimeout(idle);
    thread ??= new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: 256 } });
    try {
      thread.postMessage(words);
      const [answer] = await once(thread, "message", { signal: AbortSignal.timeout(TIMEOUT_MS) });
      const { png, failure } = answer as { png?: Uint8Array<ArrayBuffer>; failure?: string };
      if (!png) throw new Error(`a card could not be drawn: ${failure}`);
      return Buffer.from(png.buffer, png.byteOffset, png.byteLength);
    } catch (fault) {
      await rest();
      throw fault;
    } finally {
      waiting--;
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
    draw(key, words) {
      const known = held.get(key);
      if (known) return known;
      if (waiting >= MAY_WAIT) return null;
      waiting++;
      const card = queue.then(() => drawNext(words));
      queue = card.catch(() => {});
      held.set(key, card);
      card.catch(() => held.delete(key));
      for (const oldest of held.keys()) {
        if (held.size <= KEPT) break;
        held.delete(oldest);
      }
      return card;
    },
    close: rest,
  };
}
