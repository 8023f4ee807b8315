import type { FoundDocument } from "../../core/news/inbox.ts";
import { decodeDocument } from "./decode-document.ts";
import { readFeed } from "./read-feed.ts";
import { readNinjs } from "./read-ninjs.ts";

export interface GivenDocument {
  bytes: Uint8Array;
  /** What its server said; it may be wrong. */
  charset: string | null;
  /** Where it came from, for addresses that are not whole. */
  url: string;
  maxBytes: number;
}

export type ReadDocument = { found: FoundDocument } | { says: string };

/**
 * A source's document, read by what it is and not by what its server calls it. What cannot be read is said in a
 * sentence. Nothing that a document names is ever fetched, and no entity that it declares is expanded.
 */
export function readDocument({ bytes, charset, url, maxBytes }: GivenDocument): ReadDocument {
  const { text, encoding } = decodeDocument(bytes, charset, maxBytes);
  if (text.trim() === "") return { says: "The document is empty." };
  const isJson = /^\s*[[{]/.test(text);
  try {
    const found = isJson ? readJson(text, url) : readXml(text, url);
    if ("says" in found) return found;
    const kind = encoding === "utf-8" || isJson ? found.kind : `${found.kind}, in ${encoding}`;
    return { found: { ...found, kind } };
  } catch (failure) {
    return { says: sentence(text, failure) };
  }
}

function readJson(text: string, url: string): FoundDocument | { says: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { says: "This begins like JSON, and is none." };
  }
  const isFeed =
    typeof json === "object" && json !== null && /jsonfeed\.org/.test(String((json as { version?: unknown }).version));
  return (isFeed ? null : readNinjs(json, url)) ?? readFeed(text, url);
}

function readXml(text: string, url: string): FoundDocument | { says: string } {
  const prologue = text.slice(0, text.search(/<[A-Za-z_]/));
  if (/<!ENTITY\s/i.test(prologue)) {
    return { says: "This document declares entities, which are not expanded here; a feed needs none." };
  }
  return readFeed(text, url);
}

function sentence(text: string, failure: unknown): string {
  const { name, cause } = failure instanceof Error ? failure : new Error(String(failure));
  if (name !== "DetectError") {
    const why = cause instanceof Error ? `: ${cause.message.split("\n")[0]?.slice(0, 200)}` : "";
    return `This feed is not well-formed, and cannot be read${why.replace(/\.?$/, ".")}`;
  }
  if (/^\s*[[{]/.test(text)) return "This is JSON, but neither JSON Feed nor ninjs.";
  const root = /<([A-Za-z_][\w.:-]{0,40})[\s/>]/.exec(text)?.[1];
  if (/^(html|head|body)$/i.test(root ?? "")) return "This is a web page and no feed.";
  return root ? `This is XML, but no feed: it begins with <${root}>.` : "This is no feed.";
}
