import type { IncomingMessage } from "node:http";
import type { Response } from "express";
import type { Account } from "../../core/store/people/accounts.ts";
import { ADDRESS_HEADER, type Auth, LONGEST_S } from "./auth.ts";

export interface SessionDoorParts {
  auth: Auth;
  clock: { now(): number };
  addressOf: (request: IncomingMessage) => string;
}

/** The session that a request's cookie names. */
export interface FoundSession {
  sessionId: string;
  account: Account;
}

/** Between a request and the sign-in library: cookies there and back. */
export interface SessionDoor {
  /** Null: none, ended, too old, or of somebody who is disabled. */
  find(request: IncomingMessage): Promise<FoundSession | null>;
  /** A request's headers as the library takes them: cookies, browser, and the address that we believe. */
  headersOf(request: IncomingMessage): Headers;
  /** The same without any session: whoever signs in does so as nobody yet. */
  headersOfNobody(request: IncomingMessage): Headers;
  /** Ends the session that this browser came with. */
  end(request: IncomingMessage): Promise<Headers>;
}

const SESSION_COOKIE = /(^|;\s*)(__Secure-)?london\.session_token=[^;]*/g;

export function createSessionDoor({ auth, clock, addressOf }: SessionDoorParts): SessionDoor {
  function headersOf(request: IncomingMessage): Headers {
    const headers = new Headers({ [ADDRESS_HEADER]: addressOf(request) });
    for (const name of ["cookie", "user-agent"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    return headers;
  }

  return {
    headersOf,
    headersOfNobody(request) {
      const headers = headersOf(request);
      headers.set("cookie", (headers.get("cookie") ?? "").replace(SESSION_COOKIE, ""));
      return headers;
    },
    async end(request) {
      return (await auth.api.signOut({ headers: headersOf(request), returnHeaders: true })).headers;
    },
    async find(request) {
      if (!request.headers.cookie?.includes("london.session_token")) return null;
      const found = await auth.api.getSession({ headers: headersOf(request) });
      if (!found) return null;
      const { session, user } = found;
      const isTooOld = session.createdAt.getTime() + LONGEST_S * 1000 <= clock.now();
      if (isTooOld || user.disabledAt) return null;
      const { id, name, email } = user;
      const account = {
        ...{ id, name, email, role: user.role as Account["role"] },
        ...{ hasSecondFactor: user.twoFactorEnabled === true, isDisabled: false },
      };
      return { sessionId: session.id, account };
    },
  };
}

/**
 * Hands the library's cookies on. The session's own lives as long as any session may: when it really ends is the row's
 * business, which moves with every use while the cookie stays as it was set.
 */
export function passCookies(response: Response, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) {
    const isSession = /^(__Secure-)?london\.session_token=[^;]/.test(cookie);
    response.append("Set-Cookie", isSession ? cookie.replace(/Max-Age=[1-9]\d*/, `Max-Age=${LONGEST_S}`) : cookie);
  }
}

/** A Cookie header that has these cookies set: for asking the library again before the browser has answered. */
export function headersWith(headers: Headers, set: Headers): Headers {
  const fresh = set.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  const next = new Headers(headers);
  next.set("cookie", fresh.join("; "));
  return next;
}
