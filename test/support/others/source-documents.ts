import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** A document that a source may serve, and what is to be found in it. */
export interface SourceDocument {
  name: string;
  bytes: Uint8Array;
  /** What is read: its kind, how many items, the first one's headline where it has a title. Null: it may be refused. */
  expected: { kind: string; items: number; first: string | null } | null;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** One of each form, in our own words; small, so that they stand on one page. */
const OWN: SourceDocument[] = [
  own(
    "RSS 0.90",
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://channel.netscape.com/rdf/simple/0.9/"><channel><title>A</title></channel><item><title>Tide turns at Teddington</title><link>https://a.example/1</link></item></rdf:RDF>`,
  ),
  own(
    "RSS 0.91",
    `<rss version="0.91"><channel><title>A</title><item><title>Tide turns at Teddington</title></item></channel></rss>`,
  ),
  own(
    "RSS 2.0",
    `\n<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><item><title>Tide turns at Teddington</title><description>&lt;p&gt;One&lt;/p&gt;</description></item>`,
  ),
  own(
    "RSS 1.0",
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://a.example/"><title>A</title></channel><item rdf:about="https://a.example/1"><title>Tide turns at Teddington</title></item></rdf:RDF>`,
  ),
  own(
    "Atom 0.3",
    `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>A</title><entry><title>Tide turns at Teddington</title><id>1</id></entry></feed>`,
  ),
  own(
    "Atom 1.0",
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>a</id><entry><title type="html">Tide &lt;b&gt;turns&lt;/b&gt; at&amp;nbsp;Teddington</title><id>1</id><content type="html">&lt;p&gt;One&lt;/p&gt;</content></entry></feed>`,
  ),
  own(
    "JSON Feed 1.1",
    JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      title: "A",
      items: [{ id: "1", title: "Tide turns at Teddington" }],
    }),
  ),
  own(
    "ninjs 2.x",
    JSON.stringify({
      uri: "urn:a:1",
      versioncreated: "2026-11-24T10:00:00Z",
      headlines: [{ role: "main", value: "Tide turns at Teddington" }],
    }),
  ),
  own(
    "ninjs 3.1",
    JSON.stringify([
      {
        standard: { name: "ninjs", version: "3.1" },
        uri: "urn:a:1",
        headlines: [{ value: "Tide turns at Teddington" }],
      },
    ]),
  ),
  {
    ...own("RSS 2.0, in windows-1252", ""),
    bytes: Buffer.from(
      `<rss version="2.0"><channel><item><title>Tide turns at Teddington, says Zo\xeb</title></item></channel></rss>`,
      "latin1",
    ),
    expected: { kind: "RSS 2.0, in windows-1252", items: 1, first: "Tide turns at Teddington, says Zoë" },
  },
  {
    ...own("RSS 2.0", ""),
    name: "a gzip stream that nobody called one",
    bytes: gzipSync(`<rss version="2.0"><channel><item><title>Tide turns at Teddington</title></item></channel></rss>`),
  },
  refused("a web page", "<!doctype html><html><head><title>Moved</title></head></html>"),
  refused("another kind of XML", "<note><to>You</to></note>"),
  refused("nothing", ""),
  refused("half of a JSON", `{"version": "https://jsonfeed.org/version/1", "items": [`),
  refused("a JSON of something else", `{"title": 1}`),
  refused(
    "a feed that breaks off in a tag",
    `<rss version="2.0"><channel><item><title>Tide</title></item></channel></rss`,
  ),
  refused(
    "an entity that names a file",
    `<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&f;</title></item></channel></rss>`,
  ),
  refused(
    "entities in entities",
    `<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>`,
  ),
];

interface FeedEntry {
  file: string;
  format?: string;
  items?: number;
  firstTitle?: string | null;
  firstTitleText?: string;
  lenientItems?: number;
}

interface NinjsEntry {
  file: string;
  version: string;
  headline?: string;
}

/** Our own documents, and every feed and ninjs of the data set where there is one. */
export function sourceDocuments(folder: string | undefined): { documents: SourceDocument[]; isWhole: boolean } {
  if (!folder || !existsSync(`${folder}/feeds/manifest.json`)) return { documents: OWN, isWhole: false };
  const feeds = manifest<{ wellFormed: FeedEntry[]; malformed: FeedEntry[] }>(`${folder}/feeds`);
  const { ninjs } = manifest<{ ninjs: NinjsEntry[] }>(`${folder}/ninjs`);
  const wellFormed = feeds.wellFormed.map(({ file, format = "", items = 0, firstTitle, firstTitleText }) => ({
    ...{ name: file, bytes: readFileSync(`${folder}/feeds/${file}`) },
    expected: { kind: format, items, first: firstTitleText ?? firstTitle ?? null },
  }));
  const malformed = feeds.malformed.map(({ file }) => ({
    ...{ name: file, bytes: readFileSync(`${folder}/feeds/${file}`), expected: null },
  }));
  const agencies = ninjs.map(({ file, headline = null }) => ({
    ...{ name: file, bytes: readFileSync(`${folder}/ninjs/${file}`) },
    expected: { kind: "ninjs", items: 1, first: headline },
  }));
  return { documents: [...OWN, ...wellFormed, ...malformed, ...agencies], isWhole: true };
}

function own(kind: string, text: string): SourceDocument {
  return {
    name: `our own ${kind}`,
    bytes: utf8(text),
    expected: { kind, items: 1, first: "Tide turns at Teddington" },
  };
}

function refused(name: string, text: string): SourceDocument {
  return { name, bytes: utf8(text), expected: null };
}

function manifest<T>(folder: string): T {
  return JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8")) as T;
}
