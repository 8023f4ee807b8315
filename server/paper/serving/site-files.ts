import { readFile } from "node:fs/promises";
import express from "express";
import { drawOffline } from "../offline-page.ts";
import type { Press } from "../page-frame.ts";

const DAY_S = 24 * 60 * 60;
const ICONS = new URL("../icons/", import.meta.url);

/**
 * What browsers and crawlers ask every site for by themselves: /favicon.svg, /favicon.ico, /robots.txt; and what the
 * page's own service worker is made of: /service-worker.js, /offline.
 */
export async function siteFiles(press: Press): Promise<express.Router> {
  const { files, serviceWorker } = press.assets;
  const aDay = `public, max-age=${DAY_S}`;
  const served: [path: string, type: string, lifetime: string, content: string | Buffer][] = [
    ["/favicon.svg", "image/svg+xml", aDay, await readFile(new URL("favicon.svg", ICONS))],
    ["/favicon.ico", "image/x-icon", aDay, await readFile(new URL("favicon.ico", ICONS))],
    ["/robots.txt", "text/plain; charset=utf-8", aDay, robots(press.site.publicUrl)],
    ["/offline", "text/html; charset=utf-8", "no-cache", drawOffline(press)],
    [
      "/service-worker.js",
      "text/javascript; charset=utf-8",
      "no-cache",
      `self.files=${JSON.stringify(files)};\n${serviceWorker}`,
    ],
  ];
  const router = express.Router();
  for (const [path, type, lifetime, content] of served) {
    router.get(path, (_request, response) => {
      response.setHeader("Cache-Control", lifetime);
      response.setHeader("Content-Type", type);
      response.send(content);
    });
  }
  return router;
}

/** Everything may be read but answers made for one question each. */
function robots(publicUrl: string): string {
  return `User-agent: *\nDisallow: /search?\nDisallow: /at\nDisallow: /v1/\n\nSitemap: ${publicUrl}/news-sitemap.xml\n`;
}
