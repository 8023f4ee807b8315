import { html, type Markup } from "../../../core/page/markup.ts";
import { type FeedArticle, type FeedItem, type FeedTombstone, type PaperFeed, TAKEN_BACK } from "./paper-feed.ts";
import { archiveLinks, xmlDocument } from "./xml.ts";

/** RSS 2.0. It has no tombstones: the item stays, and says only that it was taken back. */
export function rss(feed: PaperFeed): string {
  const { title, description, homeUrl, selfUrl, hubs, updatedAt, items } = feed;
  return xmlDocument(html`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${title}</title>
<link>${homeUrl}</link>
<description>${description}</description>
<language>en-GB</language>
<lastBuildDate>${dateText(updatedAt)}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${selfUrl}"/>
${hubs.map((hub) => html`<atom:link rel="hub" href="${hub}"/>\n`)}${archiveLinks(feed, (rel, href) => html`<atom:link rel="${rel}" type="application/rss+xml" href="${href}"/>\n`)}${items.map(itemOf)}</channel>
</rss>`);
}

function itemOf(item: FeedItem): Markup {
  return html`<item>
${item.status === "published" ? articleOf(item) : tombstoneOf(item)}
<link>${item.url}</link>
<guid isPermaLink="false">${item.id}</guid>
<pubDate>${dateText(item.publishedAt)}</pubDate>
<atom:updated>${item.updatedAt}</atom:updated>
</item>
`;
}

/** A description is HTML by custom, so a plain text is escaped twice. */
function articleOf({ headline, summary, contentHtml, byline, section, topics }: FeedArticle): Markup {
  const names = [section.name, ...topics];
  return html`<title>${headline}</title>
${summary && html`<description>${html`${summary}`.toString()}</description>`}
<content:encoded>${contentHtml}</content:encoded>
${byline && html`<dc:creator>${byline}</dc:creator>`}${names.map((name) => html`<category>${name}</category>`)}`;
}

function tombstoneOf({ note }: FeedTombstone): Markup {
  return html`<title>${TAKEN_BACK}</title>
<description>${html`${note}`.toString()}</description>`;
}

/** RFC 822, as RSS wants it. */
function dateText(at: string): string {
  return new Date(at).toUTCString();
}
