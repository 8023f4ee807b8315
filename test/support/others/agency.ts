import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "vitest";

/** What an address of the agency answers; a function does as it likes. */
export type Served =
  | { body: string | Uint8Array; headers?: Record<string, string>; status?: number }
  | ((response: ServerResponse) => void);

export interface Agency {
  /** Without a slash at its end. */
  url: string;
  /** What is served from here on at a path. */
  serves(path: string, served: Served): void;
  /** The headers of every request for a path, in their order. */
  asked(path: string): IncomingHttpHeaders[];
}

/** Somebody else's server on this machine. Documents have an ETag, and are sent again only when they have changed. */
export async function startAgency(t: TestContext): Promise<Agency> {
  const routes = new Map<string, Served>();
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url = "", headers }, response) => {
    requests.push({ path: url, headers });
    const served = routes.get(url);
    if (!served) return void response.writeHead(404).end();
    if (typeof served === "function") return served(response);
    const etag = `"${createHash("sha256").update(served.body).digest("hex").slice(0, 12)}"`;
    if (headers["if-none-match"] === etag) return void response.writeHead(304).end();
    response.writeHead(served.status ?? 200, { ETag: etag, ...served.headers }).end(served.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serves: (path, served) => routes.set(path, served),
    asked: (path) => requests.filter((request) => request.path === path).map(({ headers }) => headers),
  };
}

/** What lets the paper ask an agency on this machine. */
export const ASKS_HERE = { OUTGOING_PRIVATE_ADDRESSES: "127.0.0.1" };

export interface AgencyItem {
  id: string;
  title: string;
  text?: string;
  link?: string;
}

/** A feed of these items, in RSS 2.0. */
export function rssOf(items: readonly AgencyItem[]): string {
  const each = items.map((item) => {
    const { id, title, text = "What it says." } = item;
    const link = item.link ?? `https://agency.example/${id}`;
    const named = `<guid isPermaLink="false">${id}</guid><title>${title}</title><link>${link}</link>`;
    return `<item>${named}<description>${text}</description></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Agency</title>${each.join("\n")}</channel></rss>`;
}
