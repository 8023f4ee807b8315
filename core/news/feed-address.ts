import { type Cursor, formatCursor } from "./cursor.ts";

/** Where the paper's feeds are, in each format. */
export const FEED_PATHS = { rss: "/feeds/rss.xml", atom: "/feeds/atom.xml", json: "/feeds/feed.json" } as const;

/**
 * A feed's own address, of a section or (null) of the whole paper, or its archive's up to a cursor: what stands in it as
 * `self`, and what hubs are told.
 */
export function feedUrl(publicUrl: string, path: string, section: string | null, until: Cursor | null = null): string {
  const query = [...(section ? [`section=${section}`] : []), ...(until ? [`until=${formatCursor(until)}`] : [])];
  return `${publicUrl}${path}${query.length > 0 ? "?" : ""}${query.join("&")}`;
}
