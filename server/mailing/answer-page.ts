import type { Request, RequestHandler, Response } from "express";
import { isProblem, PROBLEMS } from "../http/answers/problem.ts";
import { type Form, readForm } from "../http/form.ts";
import { isStoreAway } from "../http/patience.ts";
import { drawUnavailable } from "../paper/lost-pages.ts";
import type { MailingParts } from "./mailing-parts.ts";
import { drawNotice } from "./pages/mailing-page.ts";

/*
 * A page of the mailing that belongs to one reader and one moment: nobody keeps it, and what goes wrong is said on a page
 * as well. There is no session here that a foreign page could borrow: whoever acts has the link of a mail. So a form may
 * come without an Origin, as one-click unsubscribing does (RFC 8058), but not with somebody else's.
 */

export interface PageAnswer {
  status: number;
  html: string;
  headers?: Record<string, string>;
}

type PageParts = Pick<MailingParts, "press" | "clock" | "log" | "isAcceptedOrigin">;

/** For what a page shows. */
export function shows(parts: PageParts, act: (request: Request) => Promise<PageAnswer>): RequestHandler {
  return (request, response) => answer(parts, request, response, () => act(request));
}

/** For what a form does. */
export function does(parts: PageParts, act: (request: Request, form: Form) => Promise<PageAnswer>): RequestHandler {
  return (request, response) =>
    answer(parts, request, response, async () => {
      const refused = refuseForeign(parts, request);
      if (refused) return refused;
      const form = await readForm(request);
      if (!isProblem(form)) return act(request, form);
      const [status, title] = PROBLEMS[form.problem];
      return notice(parts, { status, title, words: [form.detail] });
    });
}

/** For what a POST does whatever it carries. */
export function doesAtOnce(parts: PageParts, act: (request: Request) => Promise<PageAnswer>): RequestHandler {
  return (request, response) =>
    answer(parts, request, response, async () => refuseForeign(parts, request) ?? act(request));
}

/** A page that says one thing. */
export function notice(
  { press, clock }: Pick<PageParts, "press" | "clock">,
  said: { status: number; title: string; words: readonly unknown[]; headers?: Record<string, string> },
): PageAnswer {
  const { status, headers = {} } = said;
  return { status, html: drawNotice(press, said, clock.now()), headers };
}

function refuseForeign(parts: PageParts, request: Request): PageAnswer | null {
  const site = request.get("Sec-Fetch-Site");
  const isOurs =
    parts.isAcceptedOrigin(request.get("Origin")) && (site === undefined || /^(same-origin|none)$/.test(site));
  if (isOurs) return null;
  const [status, title] = PROBLEMS["foreign-origin"];
  return notice(parts, {
    status,
    title,
    words: ["The form was not sent by a page of this paper. Nothing was changed."],
  });
}

async function answer(
  { press, clock, log }: PageParts,
  request: Request,
  response: Response,
  act: () => Promise<PageAnswer>,
): Promise<void> {
  try {
    send(response, await act());
  } catch (fault) {
    if (response.headersSent || !isStoreAway(fault)) throw fault;
    log.warn({ err: fault, path: request.path }, "the database is away");
    send(response, { ...drawUnavailable(press, clock.now()), headers: { "Retry-After": "5" } });
  }
}

function send(response: Response, { status, html, headers = {} }: PageAnswer): void {
  response.status(status).set({ "Cache-Control": "no-store", ...headers });
  response.type("text/html").end(html);
}
