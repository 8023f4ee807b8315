import type { RequestHandler } from "express";
import { problem, sendProblem } from "../answers/problem.ts";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
const READING = new Set(["GET", "HEAD", "OPTIONS"]);

export type OriginCheck = (origin: string | undefined) => boolean;

/**
 * Whether an Origin header is accepted: PUBLIC_URL's, one that is listed, or, while PUBLIC_URL is a loopback name, any
 * loopback name with the same port. No Origin is accepted too: it comes from a program, or from a page of our own.
 * Whoever needs one (the desk's session) asks for it as well.
 */
export function createOriginCheck(parts: { publicUrl: string; allowedOrigins: string[] }): OriginCheck {
  const accepted = new Set([parts.publicUrl, ...parts.allowedOrigins].map((url) => new URL(url).origin));
  const own = new URL(parts.publicUrl);
  if (LOOPBACK_NAMES.includes(own.hostname)) {
    for (const name of LOOPBACK_NAMES) {
      own.hostname = name;
      accepted.add(own.origin);
    }
  }
  return (origin) => origin === undefined || accepted.has(origin);
}

/** Tells browsers whose pages may read the API (CORS), and refuses what other people's pages try to write. */
export function answerOrigins({ isAcceptedOrigin }: { isAcceptedOrigin: OriginCheck }): RequestHandler {
  return (request, response, next) => {
    const origin = request.get("Origin");
    response.vary("Origin");
    if (origin !== undefined && isAcceptedOrigin(origin)) {
      response.set({
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "ETag, Idempotency-Replayed, Location, Retry-After, WWW-Authenticate",
      });
      if (request.method === "OPTIONS") response.set(PREFLIGHT);
    } else if (origin !== undefined && !READING.has(request.method)) {
      return sendProblem(response, problem("foreign-origin", "The Origin of this request is not accepted."));
    }
    return next();
  };
}

const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE",
  "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID",
  "Access-Control-Max-Age": "600",
};
