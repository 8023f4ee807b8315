import type { Request, Response } from "express";
import { acceptedEncoding } from "../../http/answers/compressed.ts";
import type { Page } from "./page-cache.ts";

/** Sends a page in the best encoding the reader takes; 304 when the reader has it already. */
export async function sendPage(request: Request, response: Response, page: Page): Promise<void> {
  response.status(page.status).setHeader("Cache-Control", "no-cache");
  response.vary("Accept-Encoding");
  if (page.location !== undefined) {
    response.setHeader("Location", page.location);
    response.end();
    return;
  }
  response.setHeader("ETag", page.etag);
  if (page.status === 503) response.setHeader("Retry-After", "5");
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const encoding = acceptedEncoding(request);
  const bytes = await page.bytes(encoding);
  if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
  response.setHeader("Content-Type", page.type);
  response.setHeader("Content-Length", bytes.length);
  response.end(bytes);
}
