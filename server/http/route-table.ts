import type { Express, RequestHandler } from "express";
import { problem, sendProblem } from "./problem.ts";

/** One row of the HTTP surface: GET answers HEAD too. */
export type Route = readonly [method: "GET" | "POST" | "DELETE", path: string, ...handlers: RequestHandler[]];

/** Serves the routes in their order; any other method of a known path gets 405, OPTIONS what is allowed. */
export function serveRoutes(app: Express, routes: readonly Route[]): void {
  for (const [method, path, ...handlers] of routes) {
    if (method === "GET") app.get(path, ...handlers);
    else if (method === "POST") app.post(path, ...handlers);
    else app.delete(path, ...handlers);
  }
  for (const [path, allowed] of allowedMethods(routes)) {
    app.all(path, (request, response) => {
      response.set("Allow", allowed);
      if (request.method === "OPTIONS") response.status(204).end();
      else sendProblem(response, problem("wrong-method", `${request.method} is not among ${allowed}.`));
    });
  }
}

function allowedMethods(routes: readonly Route[]): Map<string, string> {
  const allowed = new Map<string, string>();
  for (const [method, path] of routes) {
    const own = method === "GET" ? "GET, HEAD" : method;
    const others = allowed.get(path);
    allowed.set(path, others ? `${others}, ${own}` : own);
  }
  return allowed;
}
