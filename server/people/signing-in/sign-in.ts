import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isAPIError } from "better-auth/api";
import type { RequestHandler, Response } from "express";
import type { Store } from "../../../core/store/connect.ts";
import { readAccountByEmail } from "../../../core/store/people/accounts.ts";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import { readChallenged, spendCode } from "../../../core/store/people/challenges.ts";
import { callerOf, formOf } from "../../http/gate.ts";
import type { Auth } from "../auth.ts";
import type { DeskPress } from "../pages/desk-frame.ts";
import { deskPath, sendDeskPage, sendOn } from "../pages/send-desk-page.ts";
import { drawCode, drawSignIn } from "../pages/sign-in-pages.ts";
import { TooManyPasswords } from "../passwords.ts";
import { passCookies, type SessionDoor } from "../session-door.ts";
import type { GuessLimits } from "./guess-limits.ts";
import type { KnownDevices } from "./known-device.ts";

/*
 * Signing in, in two steps: the password, then the code of the second factor where there is one. Whatever goes wrong in
 * a step, the answer is the same words for everybody, after the same work: who has no account, a disabled one or no
 * password cannot be told from who mistyped. A guess beyond the limits is not looked at at all.
 */

export interface SignInParts {
  store: Store;
  auth: Auth;
  sessions: SessionDoor;
  limits: GuessLimits;
  devices: KnownDevices;
  press: DeskPress;
  addressOf: (request: IncomingMessage) => string;
}

const WRONG = "That address and password do not belong together.";
const WRONG_CODE = "That code is not right, or was used already.";
/** Longer than the work, so that a query more or less, as an account has it, does not show in the time. */
const REFUSAL_TAKES_MS = 400;
const BUSY = "Too many people sign in at this moment. Try again in a few seconds.";
const CHALLENGE_COOKIE = /(?:^|;\s*)(?:__Secure-)?london\.two_factor=([\w-]+)/;

/** `GET /desk/sign-in` */
export function showSignIn({ press }: SignInParts): RequestHandler {
  return (request, response) => sendDeskPage(response, 200, drawSignIn(press, { next: deskPath(request.query.next) }));
}

/** `POST /desk/sign-in`: on to the second factor, or in. */
export function signIn(parts: SignInParts): RequestHandler {
  const { store, auth, sessions, limits, devices, press } = parts;
  return async (request, response) => {
    const form = formOf(response);
    const [email, next] = [(form.email ?? "").trim().toLowerCase(), deskPath(form.next)];
    const refuse = (status: number, complaint: string): void =>
      sendDeskPage(response, status, drawSignIn(press, { next, email, complaint }));
    const address = parts.addressOf(request);
    const countedAs = devices.countedAs(request, email);
    const startedMs = performance.now();
    const waitS = await limits.begin(countedAs, address);
    if (waitS !== null) return refuse(tooMany(response, waitS), tooManyWords(waitS));
    try {
      const body = { email, password: form.password ?? "" };
      const signed = await auth.api.signInEmail({
        ...{ body, headers: sessions.headersOfNobody(request), returnHeaders: true },
      });
      await sessions.end(request); // whoever this browser was signed in as before
      passCookies(response, signed.headers);
      if ("twoFactorRedirect" in signed.response) {
        return sendOn(response, `/desk/sign-in/code?next=${encodeURIComponent(next)}`);
      }
      devices.know(response, email);
      await Promise.all([
        limits.wasRight(countedAs, address),
        noteAct(store, { account: signed.response.user.id, address }, "sign-in.done", { factors: 1 }),
      ]);
      return sendOn(response, next);
    } catch (failure) {
      if (failure instanceof TooManyPasswords) return refuse(tooMany(response, 2), BUSY);
      if (!isAPIError(failure)) throw failure;
      const account = (await readAccountByEmail(store, email))?.id ?? null;
      await noteAct(store, { account, address }, "sign-in.refused", { factor: "password" });
      await pause(Math.max(0, REFUSAL_TAKES_MS - (performance.now() - startedMs)));
      return refuse(401, WRONG);
    }
  };
}

/** `GET /desk/sign-in/code` */
export function showCode({ press }: SignInParts): RequestHandler {
  return (request, response) => {
    const next = deskPath(request.query.next);
    if (challengeOf(request) === null) return sendOn(response, `/desk/sign-in?next=${encodeURIComponent(next)}`);
    return sendDeskPage(response, 200, drawCode(press, { next }));
  };
}

/** `POST /desk/sign-in/code`: a code of the second factor, or a recovery code instead. */
export function giveCode(parts: SignInParts): RequestHandler {
  const { store, auth, sessions, limits, devices, press, addressOf } = parts;
  return async (request, response) => {
    const form = formOf(response);
    const next = deskPath(form.next);
    const code = (form.code ?? "").replace(/\s/g, "").toLowerCase();
    const refuse = (status: number, complaint: string): void =>
      sendDeskPage(response, status, drawCode(press, { next, complaint }));
    const challenge = challengeOf(request);
    const challenged = challenge === null ? null : await readChallenged(store, challenge);
    if (!challenged) return sendOn(response, `/desk/sign-in?next=${encodeURIComponent(next)}`);
    const actor = { account: challenged.account, address: addressOf(request) };
    const waitS = await limits.begin(`code ${actor.account}`, actor.address);
    if (waitS !== null) return refuse(tooMany(response, waitS), tooManyWords(waitS));
    try {
      if (!(await spendCode(store, actor.account, code))) throw new SpentCode();
      const asked = { body: { code }, headers: sessions.headersOfNobody(request), returnHeaders: true } as const;
      const isRecovery = !/^\d{6}$/.test(code);
      const signed = isRecovery ? await auth.api.verifyBackupCode(asked) : await auth.api.verifyTOTP(asked);
      passCookies(response, signed.headers);
      const countedAs = [`code ${actor.account}`, devices.countedAs(request, challenged.email)];
      devices.know(response, challenged.email);
      await Promise.all([
        ...countedAs.map((whom) => limits.wasRight(whom, actor.address)),
        noteAct(store, actor, "sign-in.done", { factors: 2, ...(isRecovery && { isRecovery }) }),
      ]);
      return sendOn(response, next);
    } catch (failure) {
      if (!isAPIError(failure) && !(failure instanceof SpentCode)) throw failure;
      await noteAct(store, actor, "sign-in.refused", { factor: "code" });
      return refuse(401, WRONG_CODE);
    }
  };
}

class SpentCode extends Error {}

/** `POST /desk/sign-out` */
export function signOut({ store, sessions }: SignInParts): RequestHandler {
  return async (request, response) => {
    passCookies(response, await sessions.end(request));
    await noteAct(store, callerOf(response), "sign-in.ended");
    sendOn(response, "/desk/sign-in");
  };
}

/** Which challenge this browser stands before. Its signature is the library's to check; what is looked up here lets nobody in. */
function challengeOf(request: IncomingMessage): string | null {
  return CHALLENGE_COOKIE.exec(request.headers.cookie ?? "")?.[1] ?? null;
}

function tooMany(response: Response, waitS: number): 429 {
  response.set("Retry-After", String(waitS));
  return 429;
}

function tooManyWords(waitS: number): string {
  const minutes = Math.ceil(waitS / 60);
  return `Too many tries. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then try again.`;
}
