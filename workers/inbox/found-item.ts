import { type FoundItem, LENGTHS, MOST_ITEMS } from "../../core/news/inbox.ts";
import { cleanLine, cut, markdownOf } from "./plain-text.ts";

/** What a reader of some format found of an item: lines and paragraphs of text, not yet bounded. */
export interface RawItem {
  /** What its source calls it. */
  id: string | undefined;
  title: string;
  summary: string[];
  body: string[];
  link: string | null;
  publishedAt: string | undefined;
  embargoedUntil?: string | undefined;
  isWithdrawn?: boolean;
}

/** Items of one document as the inbox keeps them: bounded, each with a headline and a key of its own. */
export function foundItems(raw: readonly RawItem[]): FoundItem[] {
  const keys = new Set<string>();
  return raw.slice(0, MOST_ITEMS).map((item) => {
    const found = foundItem(item);
    // Two that share a name are not one that changes from line to line: the later one is known by its title, too.
    const key = keys.has(found.key) ? `${found.key}\n${found.headline}\n${found.link}` : found.key;
    keys.add(key);
    return { ...found, key };
  });
}

function foundItem(item: RawItem): FoundItem {
  const { id, title, summary, body, link, publishedAt, embargoedUntil, isWithdrawn = false } = item;
  const texts = body.length > 0 ? body : summary;
  const headline = title || (texts[0] ?? "") || link || cleanLine(id ?? "") || "Without a title";
  const isCut = [...title].length > LENGTHS.headline;
  const standfirst = body.length > 0 ? summary.join(" ") : "";
  return {
    key: id || link || `${headline}\n${texts.join("\n")}`,
    headline: cut(headline, LENGTHS.headline),
    standfirst: texts[0]?.startsWith(standfirst) ? "" : cut(standfirst, LENGTHS.standfirst),
    body: markdownOf(bounded(isCut ? [title, ...texts] : texts)),
    link: link !== null && link.length <= LENGTHS.link ? link : null,
    publishedAt: momentOf(publishedAt),
    embargoedUntil: momentOf(embargoedUntil),
    isWithdrawn,
  };
}

function bounded(paragraphs: string[]): string[] {
  let room: number = LENGTHS.body;
  return paragraphs.flatMap((text) => {
    if (room <= 0) return [];
    const part = cut(text, room);
    room -= part.length;
    return [part];
  });
}

/** An address that a reader may follow; null: it is none. */
export function linkOf(written: string | undefined, base: string): string | null {
  const url = written === undefined ? null : URL.parse(written.trim(), base);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** RFC 3339; null: it is no time, or none that anything could have been published at. */
function momentOf(written: string | undefined): string | null {
  const time = Date.parse(written ?? "");
  const year = Number.isNaN(time) ? 0 : new Date(time).getUTCFullYear();
  return year >= 1970 && year < 2100 ? new Date(time).toISOString() : null;
}
