import type { Response } from "express";
import type { z } from "zod";

/*
 * Refusals as RFC 9457 tells them. A refusal is a value: whoever finds something wrong returns a problem, and one place
 * (answer.ts) sends it. Its `type` is an address of the paper itself, where a page says what to do (problem-pages.ts).
 */

/** Every kind of problem: its HTTP status, its title, and what whoever meets it should do. */
export const PROBLEMS = {
  "unreadable-request": [400, "The request cannot be read", "Send well-formed JSON in UTF-8, and a well-formed path."],
  "idempotency-key": [
    400,
    "The Idempotency-Key is missing or malformed",
    "Send a header Idempotency-Key of 1 to 255 visible ASCII characters. Make a new key for every new act, and send the same key with the same request when you try again.",
  ],
  unauthenticated: [401, "Who are you?", "Sign in at /desk, or send Authorization: Bearer with a token of the desk."],
  unsigned: [
    401,
    "The signature is not right",
    "Sign id, timestamp and body with the paper's MAIL_WEBHOOK_SECRET, as Standard Webhooks say, and send it within five minutes.",
  ],
  forbidden: [
    403,
    "Your role does not cover this",
    "Ask an admin of the paper for the role, or use a token that has the scope.",
  ],
  "second-factor": [
    403,
    "A second factor is missing",
    "Sign in at /desk and set up your second factor: editors and admins need one.",
  ],
  forged: [
    403,
    "Nothing shows that you sent this",
    "A write by a session needs an Origin of the paper's own and the header X-CSRF-Token with the value that GET /v1/me names. Nothing was changed.",
  ],
  "foreign-origin": [
    403,
    "Pages of this origin may not write here",
    "Send the request from the paper's own origin, from one that its ALLOWED_ORIGINS lists, or from a program that sends no Origin.",
  ],
  "not-found": [404, "There is nothing here", "Check the address. A story can be read from its release on."],
  "wrong-method": [405, "Not with this method", "The header Allow names the methods of this address."],
  stale: [
    409,
    "Somebody was faster",
    "`current` is the story's present revision. Read it, see whether your change still holds, and send it as the revision after that.",
  ],
  "draft-changed": [
    409,
    "Somebody else saved this draft",
    "`draft` is the draft as it stands. Put both texts side by side, and save yours as the version after that one.",
  ],
  "item-taken": [
    409,
    "Somebody has taken this item",
    "`by`, `at` and, if there is one, `story` say what became of it. Take it all the same with evenIfTaken.",
  ],
  "item-withdrawn": [409, "Its source has taken this item back", "Ask the source what holds before you publish it."],
  similar: [
    409,
    "This was alerted a moment ago",
    'The answer names the similar alert. Revise that story, or send yours with ifSimilar "publish".',
  ],
  released: [409, "The story is released", "What is out cannot be scheduled or held any more. Revise or retract it."],
  unreleased: [409, "The story is not out yet", "There is nothing to retract. Cancel its schedule instead."],
  "issue-changed": [
    409,
    "Somebody else saved this issue",
    "`issue` is the issue as it stands. Put both side by side, and save yours as the version after that one.",
  ],
  "issue-state": [
    409,
    "The issue is not in that state",
    "`state` is where it stands. What has been started can be paused and cancelled, and no longer changed.",
  ],
  gone: [410, "The story was retracted", "A retraction is final. What is left of the story stands in `story`."],
  "too-large": [413, "The request is too large", "A request body has at most 512 KiB."],
  "not-a-form": [415, "Not a form", "Send application/x-www-form-urlencoded, as a browser's form does."],
  "not-json": [415, "Not JSON", "Send Content-Type: application/json in UTF-8, without a Content-Encoding."],
  invalid: [422, "Some of it is not acceptable", "`errors` says what is wrong with which field."],
  "key-reused": [
    422,
    "The key belongs to another request",
    "This Idempotency-Key was accepted with something else. Send the new request with a new key.",
  ],
  "too-many": [429, "Too many tries", "Wait as long as Retry-After says."],
  fault: [500, "Something is broken here", "Nothing you can do about it. The paper's log has the details."],
  unavailable: [
    503,
    "The paper's database does not answer in time",
    "Nothing was changed. Try again after Retry-After seconds, with the same Idempotency-Key.",
  ],
  busy: [503, "Too many come at once", "Come again after Retry-After seconds, or a little later."],
  "outcome-unknown": [
    503,
    "It is not known whether this was done",
    "The connection to the database broke while it was deciding. Send the same request again with the same Idempotency-Key: it is done once, and then you learn its answer.",
  ],
} as const satisfies Record<string, readonly [status: number, title: string, remedy: string]>;

export type ProblemName = keyof typeof PROBLEMS;

/** What is wrong with one field. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or into the query read as an object. */
  pointer: string;
  detail: string;
}

export interface Problem {
  problem: ProblemName;
  /** What is wrong with this request, for people. */
  detail: string;
  errors?: FieldError[];
  /** Extension members (RFC 9457, 3.2). */
  members?: Record<string, unknown>;
  headers?: Record<string, string>;
}

export function problem(name: ProblemName, detail: string, more: Omit<Problem, "problem" | "detail"> = {}): Problem {
  return { problem: name, detail, ...more };
}

/** Of one request: the answer to a bomb of unknown fields is none itself. */
const TOLD_AT_MOST = 100;

/** 422 with what is wrong field by field. */
export function invalid(errors: FieldError[]): Problem {
  const [first, ...others] = errors;
  const told = first ? `${first.pointer || "The body"} ${first.detail}` : "It is not what was asked for";
  return problem("invalid", others.length > 0 ? `${told}; and ${others.length} more.` : `${told}.`, {
    errors: errors.slice(0, TOLD_AT_MOST),
  });
}

export function isProblem(value: object): value is Problem {
  return "problem" in value;
}

/** Sends a problem. The app's setting "public url" says where its kind is explained. */
export function sendProblem(response: Response, { problem: name, detail, errors, members, headers }: Problem): void {
  const [status, title] = PROBLEMS[name];
  const type = `${response.app.get("public url")}/problems/${name}`;
  response
    .status(status)
    .set({ "Cache-Control": "no-store", ...(status === 503 && { "Retry-After": "1" }), ...headers });
  response.set("Content-Type", "application/problem+json");
  response.end(JSON.stringify({ type, title, status, detail, ...(errors && { errors }), ...members }));
}

/** Sends 422 for a query that is not as its schema wants it. */
export function refuseQuery(response: Response, mistake: z.ZodError): void {
  sendProblem(response, invalid(fieldErrors(mistake)));
}

/** A schema's complaints, each at its field; unknown fields one by one. */
export function fieldErrors({ issues }: z.ZodError): FieldError[] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          pointer: pointerTo([...issue.path, key]),
          detail: "is not a field of this request",
        }))
      : [{ pointer: pointerTo(issue.path), detail: issue.message }],
  );
}

function pointerTo(path: PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
