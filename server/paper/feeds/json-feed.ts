import { type FeedItem, type PaperFeed, TAKEN_BACK } from "./paper-feed.ts";

/** JSON Feed 1.1. `_london_daily` is its way of carrying more: which revision this is, and whether the story stands. */
export function jsonFeed(feed: PaperFeed): string {
  const { title, description, homeUrl, feedUrl, archiveUrl, publisher, hubs, items } = feed;
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    ...{ title, description, home_page_url: homeUrl, feed_url: feedUrl, language: "en-GB" },
    ...(archiveUrl && { next_url: archiveUrl }),
    authors: [{ name: publisher }],
    ...(hubs.length > 0 && { hubs: hubs.map((url) => ({ type: "WebSub", url })) }),
    items: items.map(itemOf),
  });
}

function itemOf(item: FeedItem): object {
  const { id, url, publishedAt, updatedAt, rev, status } = item;
  return {
    ...{ id, url, date_published: publishedAt, date_modified: updatedAt },
    ...(item.status === "published" ? articleOf(item) : { title: TAKEN_BACK, content_text: item.note }),
    _london_daily: { rev, status },
  };
}

function articleOf(item: FeedItem & { status: "published" }): object {
  const { headline, summary, contentHtml, byline, section, topics } = item;
  return {
    title: headline,
    ...(summary && { summary }),
    content_html: contentHtml,
    ...(byline && { authors: [{ name: byline }] }),
    tags: [section.name, ...topics],
  };
}
