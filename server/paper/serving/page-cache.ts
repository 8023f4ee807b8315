import { createHash } from "node:crypto";
import { type Compressed, compressed } from "../../http/answers/compressed.ts";

/*
 * Every page is drawn once per change and compressed once per encoding; everybody who asks meanwhile gets the same
 * bytes. A page lives until the wire moves, or until a moment it knows of itself: the next alert on it to expire, or
 * midnight, when its date is wrong. Readers revalidate (`no-cache` and an ETag), so what is old here is old nowhere.
 * Rejected: a time to live. It serves a retracted story for as long as it lasts, or protects nothing.
 */

const MAX_PAGES = 500;
/** Of brotli: a page lives for seconds. */
const QUALITY = 5;

/** What a page's template gives. */
export interface Drawn {
  status: number;
  html: string;
  /** Its Content-Type; left out: a page's. */
  type?: string;
  /** Where a redirect leads: a path. */
  location?: string;
  /** The first moment at which it would look different without any event, in ms on the wire's clock. */
  livesUntilMs: number;
}

/** A drawn page as it is sent. */
export interface Page {
  status: number;
  type: string;
  location?: string | undefined;
  etag: string;
  bytes: Compressed;
}

export interface PageCacheNeeds {
  clock: { now(): number };
  /** What the wire is at: any other answer than before makes every page old. */
  version: () => string;
}

export interface PageCache {
  /** The page of a path: the one that is held, or drawn now; whoever asks while it is drawn waits for the same. */
  get(path: string, draw: () => Promise<Drawn>): Promise<Page>;
}

export function createPageCache({ clock, version }: PageCacheNeeds): PageCache {
  const held = new Map<string, { page: Promise<Page>; livesUntilMs: number }>();
  let heldVersion = "";

  return {
    get(path, draw) {
      if (heldVersion !== version()) held.clear();
      heldVersion = version();
      const known = held.get(path);
      if (known && known.livesUntilMs > clock.now()) return known.page;
      const slot = { page: drawn(), livesUntilMs: Number.POSITIVE_INFINITY };
      async function drawn(): Promise<Page> {
        const page = await draw();
        slot.livesUntilMs = page.livesUntilMs;
        return pageOf(page);
      }
      slot.page.catch(() => held.get(path) === slot && held.delete(path));
      makeRoom(held);
      held.set(path, slot);
      return slot.page;
    },
  };
}

function makeRoom(held: Map<string, unknown>): void {
  for (const oldest of held.keys()) {
    if (held.size < MAX_PAGES) return;
    held.delete(oldest);
  }
}

/** A page that is held by nobody: for what is asked once. */
export function pageOf({ status, html, type = "text/html; charset=utf-8", location }: Drawn): Page {
  const identity = Buffer.from(html);
  const hash = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
  return { status, type, location, etag: `W/"${hash}"`, bytes: compressed(identity, QUALITY) };
}
