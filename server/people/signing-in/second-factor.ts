import { isAPIError } from "better-auth/api";
import { symmetricDecrypt } from "better-auth/crypto";
import type { Request, RequestHandler, Response } from "express";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import { readPendingSecret, spendCode } from "../../../core/store/people/challenges.ts";
import { dropSecondFactor } from "../../../core/store/people/second-factors.ts";
import { callerOf, formOf } from "../../http/gate.ts";
import { drawBegin, drawConfirm, drawIsSetUp, drawRecoveryCodes } from "../pages/second-factor-pages.ts";
import { sendDeskPage, sendOn } from "../pages/send-desk-page.ts";
import { TooManyPasswords } from "../passwords.ts";
import { passCookies } from "../session-door.ts";
import { authenticatorKey } from "./authenticator-key.ts";
import type { SignInParts } from "./sign-in.ts";

export interface SecondFactorParts extends SignInParts {
  siteName: string;
}

const WRONG_PASSWORD = "That is not your password.";

/** `GET /desk/second-factor`: where setting it up stands. Only an unconfirmed key is ever shown. */
export function showSecondFactor(parts: SecondFactorParts): RequestHandler {
  return async (_request, response) => sendDeskPage(response, 200, await drawState(parts, response));
}

/** `POST /desk/second-factor/begin`: a new key, which counts once a code of it was given. */
export function beginSecondFactor(parts: SecondFactorParts): RequestHandler {
  return byPassword(parts, async ({ auth, sessions }, request, response, password) => {
    await auth.api.enableTwoFactor({ body: { password }, headers: sessions.headersOf(request) });
    sendOn(response, "/desk/second-factor");
  });
}

/** `POST /desk/second-factor/confirm`: a code shows that the authenticator has the key. Recovery codes are told now. */
export function confirmSecondFactor(parts: SecondFactorParts): RequestHandler {
  const { store, auth, sessions, limits, press } = parts;
  return async (request, response) => {
    const caller = callerOf(response);
    const { account, address } = caller;
    const code = (formOf(response).code ?? "").replace(/\s/g, "");
    if ((await readPendingSecret(store, account)) === null) return sendOn(response, "/desk/second-factor");
    try {
      const waitS = await limits.begin(`confirm ${account}`, address);
      if (waitS !== null || !(await spendCode(store, account, code))) throw new WrongCode();
      const headers = sessions.headersOf(request);
      const confirmed = await auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true });
      passCookies(response, confirmed.headers);
      await limits.wasRight(`confirm ${account}`, address);
      await noteAct(store, caller, "second-factor.on");
      const { backupCodes } = await auth.api.viewBackupCodes({ body: { userId: account } });
      // Without navigation: this page still carries what belonged to the session before, which has just been replaced.
      return sendDeskPage(response, 200, drawRecoveryCodes(press, backupCodes));
    } catch (failure) {
      if (!isAPIError(failure) && !(failure instanceof WrongCode)) throw failure;
      const complaint = "That code is not right. Take the one that shows now.";
      return sendDeskPage(response, 422, await drawState(parts, response, complaint));
    }
  };
}

class WrongCode extends Error {}

/** `POST /desk/second-factor/codes`: new recovery codes; the earlier ones are void. */
export function renewRecoveryCodes(parts: SecondFactorParts): RequestHandler {
  return byPassword(parts, async ({ store, auth, sessions, press }, request, response, password) => {
    const headers = sessions.headersOf(request);
    const { backupCodes } = await auth.api.generateBackupCodes({ body: { password }, headers });
    await noteAct(store, callerOf(response), "second-factor.codes");
    sendDeskPage(response, 200, drawRecoveryCodes(press, backupCodes));
  });
}

/** `POST /desk/second-factor/replace`: another authenticator. Until it is confirmed an editor can do nothing else. */
export function replaceSecondFactor(parts: SecondFactorParts): RequestHandler {
  return byPassword(parts, async ({ store, auth, sessions }, request, response, password) => {
    const headers = sessions.headersOf(request);
    await auth.api.verifyPassword({ body: { password }, headers });
    await dropSecondFactor(store, callerOf(response));
    await auth.api.enableTwoFactor({ body: { password }, headers });
    sendOn(response, "/desk/second-factor");
  });
}

/** What only the person itself may do: the form has the password, and a wrong one is counted like any guess. */
function byPassword(
  parts: SecondFactorParts,
  act: (parts: SecondFactorParts, request: Request, response: Response, password: string) => Promise<void>,
): RequestHandler {
  const { limits, store } = parts;
  return async (request, response) => {
    const caller = callerOf(response);
    const refuse = async (status: number, complaint: string): Promise<void> =>
      sendDeskPage(response, status, await drawState(parts, response, complaint));
    const waitS = await limits.begin(caller.email ?? caller.account, caller.address);
    if (waitS !== null) return refuse(429, "Too many tries. Wait a quarter of an hour.");
    try {
      await act(parts, request, response, formOf(response).current ?? "");
      return await limits.wasRight(caller.email ?? caller.account, caller.address);
    } catch (failure) {
      if (failure instanceof TooManyPasswords) return refuse(429, "Too many passwords at this moment. Try again.");
      if (!isAPIError(failure)) throw failure;
      await noteAct(store, caller, "sign-in.refused", { factor: "password" });
      return refuse(422, WRONG_PASSWORD);
    }
  };
}

async function drawState(parts: SecondFactorParts, response: Response, complaint?: string): Promise<string> {
  const { store, auth, press, siteName } = parts;
  const caller = callerOf(response);
  const sealed = await readPendingSecret(store, caller.account);
  if (sealed !== null) {
    const { secretConfig } = await auth.$context;
    const secret = await symmetricDecrypt({ key: secretConfig, data: sealed });
    const key = authenticatorKey({ secret, issuer: siteName, account: caller.email ?? caller.name });
    return drawConfirm(press, { caller, key, complaint });
  }
  return caller.hasSecondFactor ? drawIsSetUp(press, { caller, complaint }) : drawBegin(press, { caller, complaint });
}
