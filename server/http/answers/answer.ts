import { createHash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import type { Caller } from "../callers/caller.ts";
import { callerOf } from "../gate.ts";
import { createPatience, type Patience } from "../patience.ts";
import { isProblem, type Problem, sendProblem } from "./problem.ts";

/** What a call is answered with when it is not refused. */
export interface Answer {
  status: number;
  /** JSON text; left out: no content. */
  json?: string;
  headers?: Record<string, string>;
}

export type Reply = Answer | Problem;

/** A call as the paper's own functions get it. */
export interface Call {
  request: Request;
  /** How long this call may still wait for the database. */
  patience: Patience;
}

/** A call of somebody whom the gate knows. */
export interface EditorCall extends Call {
  /** Who; also the scope of the Idempotency-Key. */
  account: string;
  caller: Caller;
}

/** Whoever asks promised an answer within 5 s, whatever the database does (delivery.md, Health). */
const DATABASE_BUDGET_MS = 4_500;

/** For calls that anybody may make. */
export function anyone(act: (call: Call) => Reply | Promise<Reply>): RequestHandler {
  return async (request, response) => {
    reply(response, await act({ request, patience: createPatience(DATABASE_BUDGET_MS) }));
  };
}

/** For calls of whoever the gate lets through. */
export function known(act: (call: EditorCall) => Reply | Promise<Reply>): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(response);
    const { account } = caller;
    reply(response, await act({ request, caller, account, patience: createPatience(DATABASE_BUDGET_MS) }));
  };
}

/** JSON that readers may keep, if they ask each time whether it still holds: what was retracted must not live on in caches. */
export function readable(content: object): Answer {
  return { status: 200, json: JSON.stringify(content), headers: { "Cache-Control": "no-cache" } };
}

/** The one value of a path's parameter. */
export function pathParameter({ request }: Call, name: string): string {
  const value = request.params[name];
  return typeof value === "string" ? value : "";
}

function reply(response: Response, answer: Reply): void {
  if (isProblem(answer)) {
    sendProblem(response, answer);
    return;
  }
  const { status, json, headers = {} } = answer;
  response.status(status).set(headers);
  if (json === undefined) response.end();
  else if (status === 200 && isHeld(response, json)) response.status(304).end();
  else response.type("application/json").send(json);
}

/**
 * Gives the answer its ETag and tells whether the caller has it already (RFC 9110, 13.1.2). Not `request.fresh`: that
 * one sends everything again to whoever says `Cache-Control: no-cache`, as `fetch` does with an If-None-Match of ours.
 */
function isHeld(response: Response, json: string): boolean {
  const etag = `"${createHash("sha256").update(json).digest("base64url").slice(0, 22)}"`;
  response.set("ETag", `W/${etag}`);
  const held = response.req.get("If-None-Match") ?? "";
  return held === "*" || held.includes(etag);
}
