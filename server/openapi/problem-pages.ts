import type { RequestHandler } from "express";
import { html } from "../../core/page/markup.ts";
import { PROBLEMS, type ProblemName, problem, sendProblem } from "../http/answers/problem.ts";

/** `GET /problems/{name}`: what a problem's `type` leads to: its meaning and what to do, as JSON or a page. */
export const explainProblem: RequestHandler = (request, response) => {
  const name = String(request.params.name);
  if (!isProblemName(name)) return sendProblem(response, problem("not-found", "There is no such problem."));
  const [status, title, remedy] = PROBLEMS[name];
  response.vary("Accept").set("Cache-Control", "max-age=3600");
  if (request.accepts(["application/json", "text/html"]) === "text/html") {
    response.type("html").send(pageOf(name, { status, title, remedy }));
  } else {
    response.json({ type: `${request.app.get("public url")}/problems/${name}`, status, title, remedy });
  }
};

function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(PROBLEMS, name);
}

function pageOf(name: string, { status, title, remedy }: { status: number; title: string; remedy: string }): string {
  return html`<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>${title}</h1><p>${remedy}</p><p>HTTP ${status}, <code>${name}</code>. <a href="/v1/docs">The API</a></p></body>
</html>
`.toString();
}
