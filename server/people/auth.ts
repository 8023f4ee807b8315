import { randomUUIDv7 } from "node:crypto";
import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { Log } from "../../core/process/log.ts";
import type { Store } from "../../core/store/connect.ts";
import { isEnabled } from "../../core/store/people/accounts.ts";
import { ACCOUNT, CREDENTIAL, SECOND_FACTOR, SESSION, VERIFICATION } from "./auth-tables.ts";
import type { Passwords } from "./passwords.ts";
import { makeRecoveryCodes } from "./signing-in/recovery-codes.ts";

/*
 * The sign-in library, as this paper uses it: passwords, sessions, signed cookies, the second factor and its recovery
 * codes are its business; accounts, roles, links, tokens and the audit log are ours. It has no routes of its own here.
 * Our pages call its functions, so there is one route table, one gate and one check of origins for everything.
 *
 * A session is a row and nothing else (no copy of it in a cookie): whoever ends it, ends it everywhere. Rejected: the
 * library's own HTTP handler, whose thirty routes would stand beside our gate; its admin plugin, which changes a role
 * and writes no line into our log in the same transaction.
 */

export interface AuthParts {
  store: Store;
  passwords: Passwords;
  publicUrl: string;
  siteName: string;
  sessionSecret: string;
  log: Log;
}

export type Auth = ReturnType<typeof createAuth>;

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
/** A session that nobody uses ends after this. */
export const IDLE_S = 12 * HOUR_S;
/** And every session after this. */
export const LONGEST_S = 7 * 24 * HOUR_S;
/** How long somebody who gave the password may look for the code. */
const CODE_WAIT_S = 10 * MINUTE_S;

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

export function createAuth({ store, passwords, publicUrl, siteName, sessionSecret, log }: AuthParts) {
  return betterAuth({
    appName: siteName,
    baseURL: publicUrl,
    secret: sessionSecret,
    database: { db: store, type: "postgres" },
    telemetry: { enabled: false },
    logger: { log: (level, message) => (level === "error" ? log.error({ from: "sign-in" }, message) : undefined) },
    emailAndPassword: {
      ...{ enabled: true, disableSignUp: true },
      ...{ minPasswordLength: SHORTEST_PASSWORD, maxPasswordLength: LONGEST_PASSWORD },
      password: { hash: passwords.hash, verify: ({ hash, password }) => passwords.verify(hash, password) },
    },
    session: { ...SESSION, expiresIn: IDLE_S, updateAge: MINUTE_S, cookieCache: { enabled: false } },
    user: ACCOUNT,
    account: CREDENTIAL,
    verification: VERIFICATION,
    plugins: [
      twoFactor({
        ...{ issuer: siteName, twoFactorCookieMaxAge: CODE_WAIT_S, schema: SECOND_FACTOR },
        backupCodeOptions: { storeBackupCodes: "encrypted", customBackupCodesGenerate: makeRecoveryCodes },
      }),
    ],
    // No session for who is disabled, whichever way it would begin; and the address as it is everywhere else.
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            if (!(await isEnabled(store, session.userId))) return false;
            return { data: { ...session, ipAddress: context?.headers?.get(ADDRESS_HEADER) ?? null } };
          },
        },
      },
    },
    advanced: {
      ...{ cookiePrefix: "london", database: { generateId: () => randomUUIDv7(), validateSchema: false } },
      ipAddress: { disableIpTracking: true },
    },
  });
}

/** Under which the caller's address is handed to the library; whatever a caller sends under it is thrown away. */
export const ADDRESS_HEADER = "x-london-address";
