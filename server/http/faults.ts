import type { ErrorRequestHandler, Request, RequestHandler } from "express";
import type { Log } from "../../core/process/log.ts";
import { problem, sendProblem } from "./answers/problem.ts";
import { type GateParts, isPage } from "./gate.ts";
import { isStoreAway } from "./patience.ts";

/** A path that is not well-formed is refused once, here, and not by whichever route would try to decode it. */
export const refuseBrokenPath: RequestHandler = (request, response, next) => {
  try {
    decodeURIComponent(request.path);
  } catch {
    return sendProblem(response, problem("unreadable-request", "The path's percent-encoding is broken."));
  }
  return next();
};

/** For addresses that nothing answers: a page for people who read pages, a problem for everybody else. */
export function answerUnknown({ notFoundPage }: { notFoundPage: RequestHandler }): RequestHandler {
  return (request, response, next) => {
    const wantsPage = request.accepts(["application/json", "text/html"]) === "text/html";
    if (wantsPage && !isApi(request) && (request.method === "GET" || request.method === "HEAD")) {
      return notFoundPage(request, response, next);
    }
    return sendProblem(response, problem("not-found", `${request.method} ${request.path} is not known here.`));
  };
}

/**
 * Where faults end, once each: 503 when the database is away, else 500. Logs the story's id if the address has one,
 * and never the query, which may carry a reader's token. What Express itself refuses (a range that is none) is no fault.
 */
export function catchFaults({
  log,
  refusePage,
}: {
  log: Log;
  refusePage: GateParts["refusePage"];
}): ErrorRequestHandler {
  return (fault: unknown, request, response, next) => {
    if (isRefusal(fault) && !response.headersSent)
      return sendProblem(response, problem("unreadable-request", "The request cannot be read."));
    const { method, path, params } = request;
    const about = { err: fault, method, path, ...(params.id !== undefined && { story: params.id }) };
    const isAway = isStoreAway(fault);
    if (isAway) log.warn(about, "the database is away");
    else log.error(about, "a request failed");
    if (response.headersSent) return next(fault);
    const refusal = isAway
      ? problem("unavailable", "The database does not answer.")
      : problem("fault", "The request could not be answered.");
    return isPage(request) ? refusePage(request, response, refusal) : sendProblem(response, refusal);
  };
}

function isRefusal(fault: unknown): boolean {
  const { status } = fault as { status?: unknown };
  return typeof status === "number" && status >= 400 && status < 500;
}

function isApi({ path }: Request): boolean {
  return path === "/v1" || path.startsWith("/v1/");
}
