import type { Newsletter } from "../../../core/news/newsletter.ts";
import { repeat } from "../../../core/process/repeat.ts";

/*
 * The newsletter that pages offer, kept in memory so that drawing a page asks no database. It is read again and again
 * instead of being told: it changes once in a season, and a page may go on offering the old name for a few seconds.
 */

const LOOK_EVERY_MS = 2_000;

export interface NewsletterShelf {
  /** The first in the paper's order; null: none is open. */
  first(): Newsletter | null;
  /** Rises when another is first, or the first reads otherwise. */
  version(): number;
  close(): Promise<void>;
}

/** Resolves once it has been read, or could not be: then the next look is the first. */
export async function openNewsletterShelf(readOpen: () => Promise<Newsletter[]>): Promise<NewsletterShelf> {
  let first: Newsletter | null = null;
  let version = 0;

  async function look(): Promise<void> {
    const open = await readOpen().catch(() => null); // no database: what is known stays
    if (!open) return;
    const [next = null] = open;
    if (JSON.stringify(next) !== JSON.stringify(first)) version++;
    first = next;
  }

  await look();
  return { first: () => first, version: () => version, close: repeat(LOOK_EVERY_MS, look) };
}
