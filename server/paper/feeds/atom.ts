import { html, type Markup } from "../../../core/page/markup.ts";
import type { FeedArticle, FeedTombstone, PaperFeed } from "./paper-feed.ts";
import { archiveLinks, xmlDocument } from "./xml.ts";

/** Atom (RFC 4287), with tombstones for what was taken back (RFC 6721) and archives of what is older (RFC 5005). */
export function atom(feed: PaperFeed): string {
  const { title, description, homeUrl, feedUrl, selfUrl, publisher, hubs, updatedAt, items } = feed;
  return xmlDocument(html`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en-GB">
<id>${feedUrl}</id>
<title>${title}</title>
<subtitle>${description}</subtitle>
<updated>${updatedAt}</updated>
<author><name>${publisher}</name></author>
<link rel="self" type="application/atom+xml" href="${selfUrl}"/>
<link rel="alternate" type="text/html" href="${homeUrl}"/>
${hubs.map((hub) => html`<link rel="hub" href="${hub}"/>\n`)}${archiveLinks(feed, (rel, href) => html`<link rel="${rel}" type="application/atom+xml" href="${href}"/>\n`)}${items.map((item) => (item.status === "published" ? entryOf(item) : tombstoneOf(item)))}</feed>`);
}

function entryOf({ id, url, headline, summary, contentHtml, byline, ...item }: FeedArticle): Markup {
  const topics = item.topics.map((topic) => html`<category term="${topic}"/>\n`);
  return html`<entry>
<id>${id}</id>
<title>${headline}</title>
<link rel="alternate" type="text/html" href="${url}"/>
<published>${item.publishedAt}</published>
<updated>${item.updatedAt}</updated>
${byline && html`<author><name>${byline}</name></author>`}
<category term="${item.section.slug}" label="${item.section.name}"/>
${topics}${summary && html`<summary>${summary}</summary>`}
<content type="html">${contentHtml}</content>
</entry>
`;
}

function tombstoneOf({ id, url, updatedAt, note }: FeedTombstone): Markup {
  return html`<at:deleted-entry ref="${id}" when="${updatedAt}">
<at:comment>${note}</at:comment>
<link rel="alternate" type="text/html" href="${url}"/>
</at:deleted-entry>
`;
}
