import { type Entry, isPublished } from "../../../core/news/front-page.ts";
import { nextMidnightMs } from "../../../core/page/clock-words.ts";

/** For a page that lacks something it should have: soon enough to be whole, seldom enough to harm nobody. */
export const SOON_MS = 2_000;

/** The first moment at which a page with these stories looks different by itself: an alert expires, or the day ends. */
export function livesUntilMs(entries: Iterable<Entry>, nowMs: number, timeZone: string): number {
  let first = nextMidnightMs(nowMs, timeZone);
  for (const entry of entries) {
    const expiresMs = isPublished(entry) && entry.story.expiresAt ? Date.parse(entry.story.expiresAt) : 0;
    if (expiresMs > nowMs && expiresMs < first) first = expiresMs;
  }
  return first;
}
