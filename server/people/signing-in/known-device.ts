import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Response } from "express";

/*
 * A browser in which somebody has signed in before is told by a cookie, and has guesses of its own: so whoever knows an
 * editor's address can use up the guesses of all strangers and still keeps nobody out of the browser they always use.
 * The cookie lets nobody in, and it is for the pages of signing in alone.
 */

export interface KnownDevices {
  /** Under what a guess at this account from this browser is counted. */
  countedAs(request: IncomingMessage, email: string): string;
  /** Somebody has signed in here. */
  know(response: Response, email: string): void;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const COOKIE = /(?:^|;\s*)london\.device=([\w-]{22})\.([\w-]{43})(?:;|$)/;

export function createKnownDevices(parts: { sessionSecret: string; publicUrl: string }): KnownDevices {
  const sealOf = (email: string, device: string): string =>
    createHmac("sha256", parts.sessionSecret).update(`device:${device}:${email}`).digest("base64url");

  return {
    countedAs(request, email) {
      const [, device = "", seal = ""] = COOKIE.exec(request.headers.cookie ?? "") ?? [];
      const expected = sealOf(email, device);
      const isOurs = seal.length === expected.length && timingSafeEqual(Buffer.from(seal), Buffer.from(expected));
      return isOurs ? `device ${device}` : email;
    },
    know(response, email) {
      const device = randomBytes(16).toString("base64url");
      response.cookie("london.device", `${device}.${sealOf(email, device)}`, {
        ...{ httpOnly: true, sameSite: "lax", secure: parts.publicUrl.startsWith("https:") },
        ...{ path: "/desk", maxAge: YEAR_MS, encode: String },
      });
    },
  };
}
