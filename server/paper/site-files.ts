import { readFile } from "node:fs/promises";
import express from "express";

const DAY_S = 24 * 60 * 60;
const ICONS = new URL("./icons/", import.meta.url);

/** What browsers and crawlers ask every site for, unasked: /favicon.svg, /favicon.ico, /robots.txt. */
export async function siteFiles({ publicUrl }: { publicUrl: string }): Promise<express.Router> {
  const files: [path: string, type: string, content: string | Buffer][] = [
    ["/favicon.svg", "image/svg+xml", await readFile(new URL("favicon.svg", ICONS))],
    ["/favicon.ico", "image/x-icon", await readFile(new URL("favicon.ico", ICONS))],
    ["/robots.txt", "text/plain; charset=utf-8", robots(publicUrl)],
  ];
  const router = express.Router();
  for (const [path, type, content] of files) {
    router.get(path, (_request, response) => {
      response.setHeader("Cache-Control", `public, max-age=${DAY_S}`);
      response.setHeader("Content-Type", type);
      response.send(content);
    });
  }
  return router;
}

/** Everything may be read but answers made for one question each. */
function robots(publicUrl: string): string {
  return `User-agent: *\nDisallow: /search?\nDisallow: /v1/\n\nSitemap: ${publicUrl}/news-sitemap.xml\n`;
}
