import { isAPIError } from "better-auth/api";
import type { RequestHandler, Response } from "express";
import { SCOPES } from "../../../core/news/desk-role.ts";
import { createToken, listTokens, revokeToken } from "../../../core/store/people/api-tokens.ts";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import { endSessions, listSessions } from "../../../core/store/people/sessions.ts";
import { isUuid } from "../../../core/uuid.ts";
import { callerOf, formOf } from "../../http/gate.ts";
import { LONGEST_S } from "../auth.ts";
import { type AccountView, drawAccount } from "../pages/account-page.ts";
import { sendDeskPage, sendOn } from "../pages/send-desk-page.ts";
import { TooManyPasswords } from "../passwords.ts";
import { passCookies } from "../session-door.ts";
import { passwordComplaint } from "../signing-in/join-paper.ts";
import type { SignInParts } from "../signing-in/sign-in.ts";

const DONE: Record<string, string> = {
  session: "That session has ended.",
  password: "Your password is changed, and you are signed out everywhere else.",
  revoked: "That token is revoked.",
};

/** `GET /desk/account` */
export function showAccount(parts: SignInParts): RequestHandler {
  return (request, response) => {
    const { done } = request.query;
    return send(parts, response, 200, { done: typeof done === "string" ? DONE[done] : undefined });
  };
}

/** `POST /desk/account/sessions/end`: one of one's sessions, or all of them, this one included. */
export function endOwnSessions({ store, sessions }: SignInParts): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(response);
    const { session } = formOf(response);
    if (session !== undefined && session !== caller.session?.id) {
      if (isUuid(session)) await endSessions(store, caller, { only: session });
      return sendOn(response, "/desk/account?done=session");
    }
    await endSessions(store, caller, session === undefined ? { allBut: null } : { only: session });
    passCookies(response, await sessions.end(request));
    return sendOn(response, "/desk/sign-in");
  };
}

/** `POST /desk/account/password` */
export function changePassword(parts: SignInParts): RequestHandler {
  const { store, auth, sessions, limits } = parts;
  return async (request, response) => {
    const caller = callerOf(response);
    const { current = "", password = "", again = "" } = formOf(response);
    const refuse = (status: number, complaint: string) => send(parts, response, status, { complaint });
    const unfit = passwordComplaint(password, again, [caller.name, caller.email ?? ""]);
    if (unfit) return refuse(422, unfit);
    const whom = caller.email ?? caller.account;
    if ((await limits.begin(whom, caller.address)) !== null)
      return refuse(429, "Too many tries. Wait a quarter of an hour.");
    try {
      const body = { currentPassword: current, newPassword: password, revokeOtherSessions: true };
      const changed = await auth.api.changePassword({
        body,
        headers: sessions.headersOf(request),
        returnHeaders: true,
      });
      passCookies(response, changed.headers);
      await Promise.all([limits.wasRight(whom, caller.address), noteAct(store, caller, "password.change")]);
      return sendOn(response, "/desk/account?done=password");
    } catch (failure) {
      if (failure instanceof TooManyPasswords) return refuse(429, "Too many passwords at this moment. Try again.");
      if (!isAPIError(failure)) throw failure;
      await noteAct(store, caller, "sign-in.refused", { factor: "password" });
      return refuse(422, "That is not your password.");
    }
  };
}

/** `POST /desk/account/tokens`: the token is on the page that answers, and nowhere afterwards. */
export function makeToken(parts: SignInParts): RequestHandler {
  return async (_request, response) => {
    const form = formOf(response);
    const name = (form.name ?? "").trim();
    const scopes = SCOPES.filter((scope) => form[`scope-${scope}`] === "yes");
    if (name === "" || name.length > 60) return send(parts, response, 422, { complaint: "Say what it is for." });
    if (scopes.length === 0) return send(parts, response, 422, { complaint: "Say what it may." });
    const secret = await createToken(parts.store, callerOf(response), { name, scopes });
    return send(parts, response, 200, { secret });
  };
}

/** `POST /desk/account/tokens/revoke` */
export function revokeOwnToken({ store }: SignInParts): RequestHandler {
  return async (_request, response) => {
    const caller = callerOf(response);
    const { token = "" } = formOf(response);
    if (isUuid(token)) await revokeToken(store, caller, token, caller.account);
    sendOn(response, "/desk/account?done=revoked");
  };
}

async function send(
  { store, press }: SignInParts,
  response: Response,
  status: number,
  said: Partial<AccountView>,
): Promise<void> {
  const caller = callerOf(response);
  const [sessions, tokens] = await Promise.all([
    listSessions(store, caller.account, LONGEST_S),
    listTokens(store, caller.account),
  ]);
  sendDeskPage(response, status, drawAccount(press, { caller, sessions, tokens, ...said }));
}
