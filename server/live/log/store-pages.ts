import type { WirePage } from "../../../core/news/wire-event.ts";
import { type Entry, entryOf } from "./ring.ts";
import type { OlderEvents } from "./wire-log.ts";

/** Pages are cut at multiples of this, so that any two readers ask for the same ones. */
const PAGE = 100;
const KEPT_PAGES = 50;
const TRY_AGAIN_MS = 500;

export interface StorePages extends OlderEvents {
  /** Drops all: a retraction has changed what the log says. */
  forget(): void;
}

type Page = { entries: Entry[]; isRead: boolean } | "loading";

/**
 * Events that have left the ring, read from the store in pages: one query a page however many readers ask for it.
 * `read(after, limit)` asks the store; `onLoaded` is called when a page has come, or could not be had for now.
 */
export function createStorePages(
  read: (after: number, limit: number) => Promise<WirePage>,
  onLoaded: () => void,
): StorePages {
  let pages = new Map<number, Page>();

  async function load(start: number, asked: typeof pages): Promise<void> {
    try {
      const { events } = await read(start, PAGE);
      asked.set(start, { entries: events.map(entryOf), isRead: false });
    } catch {
      await new Promise((resume) => setTimeout(resume, TRY_AGAIN_MS));
      asked.delete(start); // the pass that follows asks again
    }
    onLoaded();
  }

  /** Drops a page that somebody has read, else one that nobody has; false: all are being loaded. */
  function makeRoom(): boolean {
    const loaded = [...pages].filter(([, page]) => page !== "loading") as [number, Exclude<Page, "loading">][];
    const [start] = loaded.find(([, { isRead }]) => isRead) ?? loaded[0] ?? [];
    return start !== undefined && pages.delete(start);
  }

  return {
    after(written) {
      const start = written - (written % PAGE);
      const page = pages.get(start);
      if (page === "loading") return null;
      const entries = page?.entries.filter(({ seq }) => seq > written);
      if (page && entries?.length) {
        page.isRead = true;
        return entries;
      }
      pages.delete(start);
      if (pages.size >= KEPT_PAGES && !makeRoom()) return null; // one that is loading will wake the pump
      pages.set(start, "loading");
      void load(start, pages);
      return null;
    },
    forget: () => {
      pages = new Map();
    },
  };
}
