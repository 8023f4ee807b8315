import type { RequestHandler } from "express";
import { html } from "../../core/page/markup.ts";
import type { DeskFacts } from "../../core/pipes/desk-events.ts";
import type { Site } from "../../core/settings/config.ts";
import type { Assets } from "../http/answers/assets.ts";
import { fontPreloads } from "../http/answers/font-preloads.ts";

/**
 * `GET /desk`: an empty page with the desk's script, and what that must know of the paper. Nothing on it is anybody's:
 * whoever is not signed in gets the same bytes, and no answer to any question that the script asks.
 */
export function deskPage({ site, assets }: { site: Site; assets: Assets }): RequestHandler {
  const page = draw(site, assets);
  return (_request, response) => {
    response.set({ "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex" });
    response.type("html").send(page);
  };
}

function draw({ name, sections, timeZone }: Site, assets: Assets): string {
  const facts: DeskFacts = { name, sections, timeZone, readerStyle: assets.style };
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Desk — ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="/favicon.ico" sizes="32x32"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
${fontPreloads(assets)}<link rel="stylesheet" href="${assets.desk.style}">
<script type="module" src="${assets.desk.script}"></script>
</head>
<body data-desk="${JSON.stringify(facts)}">
<noscript><p>The desk is a program and needs JavaScript. Scripts can post by the <a href="/v1/docs">API</a>.</p></noscript>
</body>
</html>
`.toString();
}
