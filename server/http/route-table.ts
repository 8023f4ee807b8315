import type { Express, RequestHandler, Response } from "express";
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
  // What allows something at this address: one path may be the row of several, as /newsletters/:slug is of all of them.
  for (const [method, path] of routes) {
    app.all(path, (_request, response, next) => {
      allowedAt(response).push(method);
      next();
    });
  }
  app.use((request, response, next) => {
    const methods = allowedAt(response);
    if (methods.length === 0) return next();
    const allowed = [...new Set(methods)].map((method) => (method === "GET" ? "GET, HEAD" : method)).join(", ");
    response.set("Allow", allowed);
    if (request.method === "OPTIONS") return void response.status(204).end();
    return sendProblem(response, problem("wrong-method", `${request.method} is not among ${allowed}.`));
  });
}

function allowedAt({ locals }: Response): Method[] {
  const { allowed = [] } = locals as { allowed?: Method[] };
  locals.allowed = allowed;
  return allowed;
}
