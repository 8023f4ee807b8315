import { parseFeed } from "feedsmith";
import { type FoundDocument, MOST_ITEMS } from "../../core/news/inbox.ts";
import { foundItems, linkOf, type RawItem } from "./found-item.ts";
import { cleanLine, lineOf, paragraphsOf, paragraphsOfText } from "./plain-text.ts";

type Parsed = ReturnType<typeof parseFeed<string>>;
type OfFormat<Format extends Parsed["format"]> = Extract<Parsed, { format: Format }>["feed"];

/**
 * RSS 0.9x and 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, JSON Feed 1 and 1.1. Throws feedsmith's errors: DetectError when it
 * is nothing of that, MalformedError when it cannot be read.
 */
export function readFeed(text: string, url: string): FoundDocument {
  const parsed = parseFeed(text, { maxItems: MOST_ITEMS });
  switch (parsed.format) {
    case "rss":
      return {
        kind: `RSS ${/<rss[^>]*?\sversion\s*=\s*["']([\d.]{1,8})/i.exec(text)?.[1] ?? "2.0"}`,
        items: ofRss(parsed.feed, url),
      };
    case "rdf":
      return {
        kind: /netscape\.com\/rdf\/simple\/0\.9/.test(text) ? "RSS 0.90" : "RSS 1.0",
        items: ofRss(parsed.feed, url),
      };
    case "atom":
      return { kind: /purl\.org\/atom\/ns/.test(text) ? "Atom 0.3" : "Atom 1.0", items: ofAtom(parsed.feed, url) };
    case "json":
      return {
        kind: `JSON Feed ${/jsonfeed\.org\/version\/([\d.]{1,4})/.exec(text)?.[1] ?? "1"}`,
        items: ofJson(parsed.feed, url),
      };
  }
}

function ofRss(feed: OfFormat<"rss"> | OfFormat<"rdf">, url: string) {
  const base = linkOf(feed.link, url) ?? url;
  const raw = (feed.items ?? []).map((item): RawItem => {
    const guid = "guid" in item ? item.guid : undefined;
    const isAddress = guid?.isPermaLink !== false && /^https?:/i.test(guid?.value ?? "");
    return {
      id: guid?.value ?? ("rdf" in item ? item.rdf?.about : undefined),
      title: lineOf(item.title ?? ""),
      summary: paragraphsOf(item.description ?? ""),
      body: paragraphsOf(item.content?.encoded ?? ""),
      link: linkOf(item.link ?? (isAddress ? guid?.value : undefined), item.xml?.base ?? base),
      publishedAt: ("pubDate" in item ? item.pubDate : undefined) ?? item.dc?.dates?.[0],
    };
  });
  return foundItems(raw);
}

function ofAtom(feed: OfFormat<"atom">, url: string) {
  const raw = (feed.entries ?? []).map((entry): RawItem => {
    const alternate = entry.links?.find(({ rel = "alternate" }) => rel === "alternate") ?? entry.links?.[0];
    return {
      id: entry.id,
      title: textsOf(entry.title).join(" "),
      summary: textsOf(entry.summary),
      body: textsOf(entry.content),
      link: linkOf(alternate?.href, entry.xml?.base ?? feed.xml?.base ?? url),
      publishedAt: entry.published ?? entry.updated,
    };
  });
  return foundItems(raw);
}

/** Atom says what is text and what is HTML; 0.3 does it by media types. */
function textsOf(construct: { value?: string | undefined; type?: string | undefined } | undefined): string[] {
  const { value = "", type = "text" } = construct ?? {};
  return type === "text" || type === "text/plain" ? paragraphsOfText(value) : paragraphsOf(value);
}

function ofJson(feed: OfFormat<"json">, url: string) {
  const raw = (feed.items ?? []).map(
    (item): RawItem => ({
      id: item.id,
      title: cleanLine(item.title ?? ""),
      summary: paragraphsOfText(item.summary ?? ""),
      body: item.content_html ? paragraphsOf(item.content_html) : paragraphsOfText(item.content_text ?? ""),
      link: linkOf(item.url ?? item.external_url, url),
      publishedAt: item.date_published ?? item.date_modified,
    }),
  );
  return foundItems(raw);
}
