import type { IncomingMessage } from "node:http";
import { type Problem, problem } from "./answers/problem.ts";
import { readBytes } from "./body.ts";

/** The fields of a form by their names; of several with one name, the last. */
export type Form = Partial<Record<string, string>>;

const MAX_FORM_BYTES = 16 * 1024;

/** What a browser's form sends (application/x-www-form-urlencoded), or why it cannot be read. */
export async function readForm(request: IncomingMessage): Promise<Form | Problem> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return problem("not-a-form", "This takes a form.");
  const bytes = await readBytes(request, MAX_FORM_BYTES).catch(() => "cut" as const);
  if (bytes === "cut") return problem("unreadable-request", "The form ended early.");
  if (bytes === null) return problem("too-large", `The form has more than ${MAX_FORM_BYTES} bytes.`);
  return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
}
