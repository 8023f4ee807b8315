/** Where the paper's feeds are, in each format. */
export const FEED_PATHS = { rss: "/feeds/rss.xml", atom: "/feeds/atom.xml", json: "/feeds/feed.json" } as const;

/** A feed's own address, of a section or (null) of the whole paper: what stands in it as `self`, and what hubs are told. */
export function feedUrl(publicUrl: string, path: string, section: string | null): string {
  return section === null ? `${publicUrl}${path}` : `${publicUrl}${path}?section=${section}`;
}
