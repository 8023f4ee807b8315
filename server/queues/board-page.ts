import { readFileSync } from "node:fs";
import { join } from "node:path";
import express, { type RequestHandler } from "express";
import { html, raw } from "../../core/page/markup.ts";
import { callerOf } from "../http/gate.ts";
import { sendDeskPage } from "../people/pages/send-desk-page.ts";
import type { Board } from "./board.ts";

/** Where bull-board's page and its calls stand; its page finds both by `base`. */
const BASE = "/desk/queues/";

/** The page's own scripts and styles, as its version names them. */
const FILE = /(?:src|href)="(static\/(?:js|css)\/[\w.-]+\.(js|css))"/g;

const DAY_S = 24 * 60 * 60;

/**
 * `GET /desk/queues` and what its script shows below it. The token that the gate asks of writes is a cookie that this page
 * alone can read: the page's client (axios) sends a cookie of this name back as a header by itself.
 */
export function showBoard(board: Board, { publicUrl }: { publicUrl: string }): RequestHandler {
  const files = [...readFileSync(join(board.viewFolder, "index.ejs"), "utf8").matchAll(FILE)];
  if (files.length === 0) throw new Error("bull-board's page names none of its scripts");
  const heads = files.map(([, file = "", kind]) =>
    kind === "js" ? html`<script defer src="${file}"></script>\n` : html`<link rel="stylesheet" href="${file}">\n`,
  );
  const settings = JSON.stringify(board.uiConfig).replaceAll("<", "\\u003c");
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<base href="${BASE}">
<title>${board.uiConfig.boardTitle}</title>
<link rel="icon" href="static/favicon-32x32.png">
${heads}</head>
<body class="preload">
<script id="__UI_CONFIG__" type="application/json">${raw(settings)}</script>
<div id="root"><p>This page needs a script. How the queues stand is also in the metrics.</p></div>
</body>
</html>
`.toString();
  return (_request, response) => {
    const { session } = callerOf(response);
    response.cookie("XSRF-TOKEN", session?.csrf ?? "", {
      ...{ path: BASE.slice(0, -1), sameSite: "strict", secure: publicUrl.startsWith("https:") },
    });
    sendDeskPage(response, 200, page);
  };
}

/** `GET /desk/queues/static/…`: what that page is made of. */
export function boardFiles({ staticFolder }: Board): RequestHandler {
  const files = express.static(staticFolder, {
    ...{ index: false, redirect: false, cacheControl: false },
    setHeaders: (response) => void response.setHeader("Cache-Control", `private, max-age=${DAY_S}`),
  });
  return (request, response, next) => {
    request.url = request.url.replace("/desk/queues/static", ""); // as if it were mounted there
    files(request, response, next);
  };
}
