import type { RequestHandler, Response } from "express";
import { ROLES, type Role } from "../../../core/news/desk-role.ts";
import {
  type Changed,
  disableAccount,
  enableAccount,
  inviteAccount,
  listAccounts,
  resetAccount,
  setRole,
} from "../../../core/store/people/accounts.ts";
import { listAllTokens, revokeToken } from "../../../core/store/people/api-tokens.ts";
import { linkUrl } from "../../../core/store/people/one-time-links.ts";
import { isUuid } from "../../../core/uuid.ts";
import type { Caller } from "../../http/callers/caller.ts";
import { callerOf, formOf } from "../../http/gate.ts";
import { drawPeople, type PeopleView } from "../pages/people-page.ts";
import { sendDeskPage, sendOn } from "../pages/send-desk-page.ts";
import type { SignInParts } from "../signing-in/sign-in.ts";

/** What an admin does about people: each act is one transaction of the store with its line in the audit log. */

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/;
const DONE: Record<string, string> = {
  role: "The role is changed; whoever has it signs in again.",
  disable: "Shut out, everywhere and at once.",
  enable: "May sign in again.",
  token: "That token is revoked.",
};

/** `GET /desk/people` */
export function showPeople(parts: SignInParts): RequestHandler {
  return (request, response) => {
    const { done } = request.query;
    return send(parts, response, 200, { done: typeof done === "string" ? DONE[done] : undefined });
  };
}

/** `POST /desk/people/invite`: the link is on the page that answers, and nowhere afterwards. */
export function invitePerson(parts: SignInParts): RequestHandler {
  const { store, press } = parts;
  return async (_request, response) => {
    const { name = "", email = "", role } = formOf(response);
    if (name.trim() === "" || name.length > 120) return send(parts, response, 422, { complaint: "Say the name." });
    if (!EMAIL.test(email.trim())) return send(parts, response, 422, { complaint: "That is no e-mail address." });
    if (!isRole(role)) return send(parts, response, 422, { complaint: "Say the role." });
    const made = await inviteAccount(store, callerOf(response), { name, email, role });
    if (!made) return send(parts, response, 409, { complaint: "Somebody has that e-mail address already." });
    return send(parts, response, 200, { link: { url: linkUrl(press.site.publicUrl, made.secret), name } });
  };
}

/** `POST /desk/people/role` */
export function changeRole(parts: SignInParts): RequestHandler {
  return onAccount(parts, "role", async (caller, id, form) => {
    return isRole(form.role) ? setRole(parts.store, caller, id, form.role) : "missing";
  });
}

/** `POST /desk/people/disable` */
export function disablePerson(parts: SignInParts): RequestHandler {
  return onAccount(parts, "disable", (caller, id) => disableAccount(parts.store, caller, id));
}

/** `POST /desk/people/enable` */
export function enablePerson(parts: SignInParts): RequestHandler {
  return onAccount(parts, "enable", (caller, id) => enableAccount(parts.store, caller, id));
}

/** `POST /desk/people/reset`: for who has lost the password or the second factor; the link is shown once. */
export function resetPerson(parts: SignInParts): RequestHandler {
  const { store, press } = parts;
  return async (_request, response) => {
    const { account = "" } = formOf(response);
    const secret = isUuid(account) ? await resetAccount(store, callerOf(response), account) : null;
    if (secret === null) return send(parts, response, 404, { complaint: "There is no such account." });
    const name = (await listAccounts(store)).find(({ id }) => id === account)?.name ?? "";
    return send(parts, response, 200, { link: { url: linkUrl(press.site.publicUrl, secret), name } });
  };
}

/** `POST /desk/people/tokens/revoke`: anybody's. */
export function revokeAnyToken({ store }: SignInParts): RequestHandler {
  return async (_request, response) => {
    const { token = "" } = formOf(response);
    if (isUuid(token)) await revokeToken(store, callerOf(response), token, null);
    sendOn(response, "/desk/people?done=token");
  };
}

function onAccount(
  parts: SignInParts,
  done: string,
  act: (caller: Caller, id: string, form: ReturnType<typeof formOf>) => Promise<Changed>,
): RequestHandler {
  return async (_request, response) => {
    const form = formOf(response);
    const { account = "" } = form;
    const outcome = isUuid(account) ? await act(callerOf(response), account, form) : "missing";
    if (outcome === "done") return sendOn(response, `/desk/people?done=${done}`);
    const complaint =
      outcome === "missing" ? "There is no such account or role." : "The paper needs an admin who can come in.";
    return send(parts, response, outcome === "missing" ? 404 : 409, { complaint });
  };
}

function isRole(text: string | undefined): text is Role {
  return ROLES.some((role) => role === text);
}

async function send(
  { store, press }: SignInParts,
  response: Response,
  status: number,
  said: Partial<PeopleView>,
): Promise<void> {
  const [people, tokens] = await Promise.all([listAccounts(store), listAllTokens(store)]);
  sendDeskPage(response, status, drawPeople(press, { caller: callerOf(response), people, tokens, ...said }));
}
