import { timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { isAtLeast, type Scope } from "../../core/news/desk-role.ts";
import { isProblem, type Problem, problem } from "./answers/problem.ts";
import type { Caller } from "./callers/caller.ts";
import type { OriginCheck } from "./callers/origins.ts";
import { type Form, readForm } from "./form.ts";

/*
 * The one gate that every route stands behind: who asks, whether that one may, and whether it was really that one who
 * asked. A route that names nobody does not compile; nothing is decided in the functions behind it.
 *
 * A write with a session's cookie counts only when the browser itself says that a page of ours sent it (Origin, and
 * Sec-Fetch-Site where it is known) and it carries what only such a page can read, the session's token. Either would do
 * against what is known today. A bearer token needs neither, because no browser adds one by itself.
 */

/**
 * Who may: `anyone`; `session`, whoever is signed in, also before the second factor is set up; `person`, whoever is
 * signed in for good, for the own account; and the roles, with a session or, but for `admin`, with a token.
 */
export type Who = "anyone" | "session" | "person" | "reporter" | "editor" | "admin";

export interface GateParts {
  /** Null: nobody. */
  identify: (request: Request) => Promise<Caller | null>;
  isAcceptedOrigin: OriginCheck;
  /** Refuses what was asked of a page or sent by its form. */
  refusePage: (request: Request, response: Response, refusal: Problem) => void;
  /** Refuses everything else. */
  refuse: (response: Response, refusal: Problem) => void;
}

export type Gate = (who: Who, isWrite: boolean) => RequestHandler;

export function createGate({ identify, isAcceptedOrigin, refusePage, refuse }: GateParts): Gate {
  return (who, isWrite) => async (request, response, next) => {
    const passed = await pass(request, response);
    if (passed === null) return next();
    return isPage(request) ? refusePage(request, response, passed) : refuse(response, passed);

    async function pass(request: Request, response: Response): Promise<Problem | null> {
      const isForm = isWrite && isPage(request);
      if (isForm && !isFromOurselves(request, isAcceptedOrigin)) return FORGED;
      if (who === "anyone") return isForm ? takeForm(request, response) : null;
      const caller = await identify(request);
      if (caller === null) return unauthenticated(request.get("Authorization"));
      const refusal = refusalOf(caller, who, isWrite);
      if (refusal) return refusal;
      response.locals.caller = caller;
      const unread = isForm ? await takeForm(request, response) : null;
      if (unread || caller.session === null || !isWrite) return unread;
      if (!isFromOurselves(request, isAcceptedOrigin)) return FORGED;
      const token = isForm ? formOf(response).csrf : (request.get("X-CSRF-Token") ?? request.get("X-XSRF-TOKEN"));
      return token !== undefined && isSame(token, caller.session.csrf) ? null : FORGED;
    }
  };
}

/** Who was let through: never nobody, because only the gate sets it. */
export function callerOf(response: Response): Caller {
  const { caller } = response.locals as { caller?: Caller };
  if (!caller) throw new Error(`${response.req.path} is open to anyone and asks who it is`);
  return caller;
}

/** What the form that was sent to this page says. */
export function formOf(response: Response): Form {
  return (response.locals as { form?: Form }).form ?? {};
}

/** Whether this caller may do what `who` may; null: yes. */
export function refusalOf(caller: Caller, who: Exclude<Who, "anyone">, isWrite: boolean): Problem | null {
  const isOwnMatter = who === "session" || who === "person";
  if (caller.session === null && (isOwnMatter || who === "admin")) return NOT_BY_TOKEN;
  if (!caller.isComplete && who !== "session") return SECOND_FACTOR;
  if (isOwnMatter) return null;
  if (!isAtLeast(caller.role, who)) return problem("forbidden", `This takes the role ${who}.`);
  const scope = scopeOf(who, isWrite);
  const isInScope = caller.scopes === null || caller.scopes.includes(scope);
  return isInScope ? null : problem("forbidden", `This token is not for ${scope}.`);
}

function scopeOf(who: "reporter" | "editor" | "admin", isWrite: boolean): Scope {
  if (!isWrite) return "read";
  return who === "reporter" ? "draft" : "publish";
}

const FORGED = problem("forged", "Nothing shows that a page of this paper sent the request.");
const NOT_BY_TOKEN = problem("forbidden", "A token cannot do this. Sign in.");
const SECOND_FACTOR = problem("second-factor", "Set up your second factor first.");

/** What the page of the queues asks by script, at addresses of its own choice (server/queues). */
const CALLS_BELOW_DESK = "/desk/queues/api/";

/** Pages and their forms, as opposed to the API. */
export function isPage({ path }: Request): boolean {
  return path === "/desk" || (path.startsWith("/desk/") && !path.startsWith(CALLS_BELOW_DESK));
}

/** Whether the browser says that a page of this paper sent it. One that says nothing at all is not believed. */
function isFromOurselves(request: Request, isAcceptedOrigin: OriginCheck): boolean {
  const origin = request.get("Origin");
  const site = request.get("Sec-Fetch-Site");
  if (origin === undefined && site === undefined) return false;
  return isAcceptedOrigin(origin) && (site === undefined || site === "same-origin");
}

async function takeForm(request: Request, response: Response): Promise<Problem | null> {
  const form = await readForm(request);
  if (isProblem(form)) return form;
  response.locals.form = form;
  return null;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function unauthenticated(authorization: string | undefined): Problem {
  return authorization === undefined
    ? problem("unauthenticated", "This call needs a token or a session.", { headers: { "WWW-Authenticate": "Bearer" } })
    : problem("unauthenticated", "This is not a token of the desk.", {
        headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
      });
}
