import { type IncomingMessage, STATUS_CODES } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { MIMEType } from "node:util";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { GuardedLine } from "../guarded-line.ts";
import { sayFault } from "./say-fault.ts";

/*
 * Fetches what an editor's admin named and a stranger's server answers. Promise: it costs at most some seconds and some
 * megabytes, and reaches nothing that is not on the public internet. Redirects are followed by hand, each one through the
 * same guarded line.
 */

export interface FetchLimits {
  timeoutMs: number;
  /** After decompression. */
  maxBytes: number;
  maxRedirects: number;
}

export const FETCH_LIMITS: FetchLimits = { timeoutMs: 10_000, maxBytes: 5 * 1024 * 1024, maxRedirects: 5 };

export interface FetchParts {
  line: GuardedLine;
  userAgent: string;
  limits?: FetchLimits;
}

export interface WantedDocument {
  url: string;
  etag: string | null;
  lastModified: string | null;
}

export type Fetched =
  | {
      outcome: "fetched";
      bytes: Buffer;
      charset: string | null;
      url: string;
      etag: string | null;
      lastModified: string | null;
    }
  | { outcome: "unchanged" }
  | { outcome: "failed"; says: string; retryAfterSeconds?: number };

const ACCEPT =
  "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";
const UNPACKERS: Record<string, (() => NodeJS.ReadWriteStream) | null> = {
  "": null,
  identity: null,
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Fetches a document unless it is what it was. Never throws: what failed is said in a sentence. */
export async function fetchSource(parts: FetchParts, wanted: WantedDocument): Promise<Fetched> {
  const { limits = FETCH_LIMITS } = parts;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let url = URL.parse(wanted.url);
  try {
    for (let hops = 0; url !== null; hops++) {
      if (!/^https?:$/.test(url.protocol))
        return failed(`Only http and https are read, not ${url.protocol.slice(0, -1)}.`);
      const response = await ask(parts, { ...wanted, url }, signal);
      const { statusCode = 0, headers } = response;
      if (![301, 302, 303, 307, 308].includes(statusCode)) return await answered(response, url, limits);
      response.destroy();
      if (hops >= limits.maxRedirects) return failed(`It leads on and on: more than ${limits.maxRedirects} redirects.`);
      url = headers.location === undefined ? null : URL.parse(headers.location, url);
    }
    return failed("It leads to no address.");
  } catch (failure) {
    const seconds = limits.timeoutMs / 1_000;
    return failed(signal.aborted ? `It took longer than ${seconds} s.` : sayFault(failure, url?.hostname ?? ""));
  }
}

function ask(
  { line, userAgent }: FetchParts,
  { url, etag, lastModified }: Omit<WantedDocument, "url"> & { url: URL },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = {
    ...{ "User-Agent": userAgent, Accept: ACCEPT, "Accept-Encoding": "gzip, br" },
    ...(etag !== null && { "If-None-Match": etag }),
    ...(lastModified !== null && { "If-Modified-Since": lastModified }),
  };
  return new Promise((resolve, reject) => {
    const request = line(url, { headers, signal }, resolve);
    request.once("error", reject);
    request.end();
  });
}

async function answered(response: IncomingMessage, url: URL, limits: FetchLimits): Promise<Fetched> {
  const { statusCode = 0, headers } = response;
  if (statusCode < 200 || statusCode > 299) {
    response.destroy();
    if (statusCode === 304) return { outcome: "unchanged" };
    const words = STATUS_CODES[statusCode];
    const retryAfterSeconds = Number(headers["retry-after"] ?? 0) || 0;
    return { ...failed(`Its server answers ${statusCode}${words ? `, ${words}` : ""}.`), retryAfterSeconds };
  }
  const unpacker = UNPACKERS[(headers["content-encoding"] ?? "").trim().toLowerCase()];
  if (unpacker === undefined) {
    response.destroy();
    return failed(`It comes encoded as ${headers["content-encoding"]}, which was not asked for.`);
  }
  const bytes = await bytesOf(response, unpacker, limits.maxBytes);
  if (bytes === null) return failed(`It is larger than ${limits.maxBytes / 1024 / 1024} MiB.`);
  const { etag = null, "last-modified": lastModified = null } = headers;
  return { outcome: "fetched", bytes, charset: charsetOf(headers["content-type"]), url: url.href, etag, lastModified };
}

/** Null: there are more. */
async function bytesOf(
  response: IncomingMessage,
  unpacker: (() => NodeJS.ReadWriteStream) | null,
  maxBytes: number,
): Promise<Buffer | null> {
  const unpacked: Readable = unpacker ? (pipeline(response, unpacker(), () => {}) as unknown as Readable) : response;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked) {
      length += (chunk as Buffer).length;
      if (length > maxBytes) return null;
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks, length);
  } finally {
    response.destroy();
  }
}

function charsetOf(contentType: string | undefined): string | null {
  try {
    return new MIMEType(contentType ?? "").params.get("charset");
  } catch {
    return null;
  }
}

function failed(says: string): { outcome: "failed"; says: string } {
  return { outcome: "failed", says };
}
