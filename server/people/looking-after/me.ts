import type { Answer, EditorCall } from "../../http/answers/answer.ts";

/** `GET /v1/me`: who asks, what it may, and what its writes have to carry as X-CSRF-Token (null with a token). */
export function readMe({ caller }: EditorCall): Answer {
  const { account: id, name, email, role, session } = caller;
  const json = JSON.stringify({ id, name, email, role, csrf: session?.csrf ?? null });
  return { status: 200, json, headers: { "Cache-Control": "no-store", Vary: "Cookie, Authorization" } };
}
