import type { Express, RequestHandler } from "express";
import { problem, sendProblem } from "./answers/problem.ts";
import type { Gate, Who } from "./gate.ts";

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One row of the HTTP surface: method, address, who may, what it does. GET answers HEAD too. */
export type Route = readonly [method: Method, path: string, who: Who, ...handlers: RequestHandler[]];

/** Serves the routes in their order; any other method of a known path gets 405, OPTIONS what is allowed. */
export function serveRoutes(app: Express, gate: Gate, routes: readonly Route[]): void {
  for (const [method, path, who, ...handlers] of routes) {
    const guarded = [gate(who, method !== "GET"), ...handlers];
    if (method === "GET") app.get(path, ...guarded);
    else if (method === "POST") app.post(path, ...guarded);
    else if (method === "PUT") app.put(path, ...guarded);
    else app.delete(path, ...guarded);
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
