import { html, type Markup } from "../../../core/page/markup.ts";
import type { PaperFeed } from "./paper-feed.ts";

/*
 * XML is written with the same template as HTML (markup.ts): every value that is put in is escaped, and the five
 * entities that it uses are XML's own. Not the package `feed`: it leaves "<" in attributes and control characters where
 * they are, so a hostile topic breaks the document, and it knows no tombstones.
 */

/** What XML 1.0 cannot carry, however it is written: most control characters, halves of surrogate pairs. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A whole document that every XML parser reads. */
export function xmlDocument(root: Markup): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root.toString().replace(NO_XML, "")}\n`;
}

/** Where an XML feed goes on (RFC 5005, section 4): from the feed to its archives, and from each of them back to it. */
export function archiveLinks(
  { archiveUrl, isArchive, feedUrl }: PaperFeed,
  link: (rel: string, href: string) => Markup,
): (Markup | false | "" | null)[] {
  return [
    isArchive && html`<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>\n`,
    isArchive && link("current", feedUrl),
    archiveUrl && link("prev-archive", archiveUrl),
  ];
}
