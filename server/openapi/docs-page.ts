import { fileURLToPath } from "node:url";
import type { RequestHandler } from "express";
import { html } from "../../core/page/markup.ts";
import { problem, sendProblem } from "../http/answers/problem.ts";

const DAY_S = 24 * 60 * 60;

const FILES = new Map(
  ["swagger-ui.css", "swagger-ui-bundle.js"].map((name) => [
    name,
    fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`)),
  ]),
);

/** Draws the description; a file of its own, because no page of ours runs a script that stands in it. */
const START = `SwaggerUIBundle({ url: "/v1/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });\n`;

/** `GET /v1/docs`: the description as a page, drawn by swagger-ui from our own server. */
export function showDocs({ name }: { name: string }): RequestHandler {
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>The API — ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/v1/docs/swagger-ui.css">
<script src="/v1/docs/swagger-ui-bundle.js" defer></script>
<script src="/v1/docs/start.js" defer></script>
</head>
<body>
<p class="live">What is told live, on Socket.IO and by Server-Sent Events, is described in <a href="/v1/asyncapi.json">AsyncAPI 3.0</a>.</p>
<main id="api"><p>This page needs a script; <a href="/v1/openapi.json">the description itself</a> does not.</p></main>
</body>
</html>
`.toString();
  return (_request, response) => void response.type("html").set("Cache-Control", "no-cache").send(page);
}

/** `GET /v1/docs/{file}`: what that page is made of. */
export const serveDocsFile: RequestHandler = (request, response, next) => {
  const name = String(request.params.file);
  const file = FILES.get(name);
  if (name === "start.js") response.type("js").send(START);
  else if (file)
    response.sendFile(file, { maxAge: DAY_S * 1000 }, (failure) => failure && !response.headersSent && next(failure));
  else sendProblem(response, problem("not-found", "There is no such file."));
};
