import { openThreadOnDemand } from "../../../core/process/thread-on-demand.ts";
import type { CardWords } from "./card.ts";

/*
 * Draws cards on a thread of its own, one at a time, because one takes as long as serving a thousand pages. Finished ones
 * are kept, the newest hundred, some 5 MB.
 */

const KEPT = 100;
/** So many may wait; who comes then is asked to come again. */
const MAY_WAIT = 8;
const TIMEOUT_MS = 10_000;
const HEAP_MB = 256;
const THREAD = new URL("./card-thread.ts", import.meta.url);

export interface CardStudio {
  /** The PNG of these words; the key names them. Null: too many wait. Throws when it cannot be drawn. */
  draw(key: string, words: CardWords): Promise<Buffer> | null;
  close(): Promise<void>;
}

/** What the thread answers. */
interface Drawn {
  png?: Uint8Array<ArrayBuffer>;
  failure?: string;
}

export function openCardStudio(): CardStudio {
  const held = new Map<string, Promise<Buffer>>();
  const thread = openThreadOnDemand<CardWords, Drawn>({
    ...{ program: THREAD, timeoutMs: TIMEOUT_MS, heapMb: HEAP_MB },
  });
  let waiting = 0;

  async function drawNext(words: CardWords): Promise<Buffer> {
    waiting++;
    try {
      const { png, failure } = await thread.ask(words);
      if (!png) throw new Error(`a card could not be drawn: ${failure}`);
      return Buffer.from(png.buffer, png.byteOffset, png.byteLength);
    } finally {
      waiting--;
    }
  }

  return {
    draw(key, words) {
      const known = held.get(key);
      if (known) return known;
      if (waiting >= MAY_WAIT) return null;
      const card = drawNext(words);
      held.set(key, card);
      card.catch(() => held.delete(key));
      for (const oldest of held.keys()) {
        if (held.size <= KEPT) break;
        held.delete(oldest);
      }
      return card;
    },
    close: thread.close,
  };
}
