import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Tells a browser that the page which polls may read the answer (CORS); its Origin has been accepted. True: it only asked
 * whether it may, and is answered. (The engine's own way runs a package over every request, upgrades too.)
 */
export function answerPage({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = headers;
  response.setHeader("Vary", "Origin");
  if (origin !== undefined) response.setHeader("Access-Control-Allow-Origin", origin);
  if (method !== "OPTIONS") return false;
  response.writeHead(204, PREFLIGHT).end();
  return true;
}

const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, POST",
  "Access-Control-Allow-Headers": "Content-Type",
  "Access-Control-Max-Age": "600",
};
