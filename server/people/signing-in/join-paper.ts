import type { RequestHandler } from "express";
import { noteAct } from "../../../core/store/people/audit-log.ts";
import { join } from "../../../core/store/people/join.ts";
import { type OneTimeLink, readLink } from "../../../core/store/people/one-time-links.ts";
import { formOf } from "../../http/gate.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "../auth.ts";
import { drawDeadLink, drawJoin } from "../pages/join-page.ts";
import { sendDeskPage, sendOn } from "../pages/send-desk-page.ts";
import type { Passwords } from "../passwords.ts";
import { headersWith, passCookies } from "../session-door.ts";
import type { SignInParts } from "./sign-in.ts";

export interface JoinParts extends SignInParts {
  passwords: Passwords;
}

/** `GET /desk/join?link=`: looks at a one-time link and does not use it up. */
export function showJoin({ store, press }: JoinParts): RequestHandler {
  return async (request, response) => {
    const secret = textOf(request.query.link);
    const link = await readLink(store, secret);
    if (!link) return sendDeskPage(response, 410, drawDeadLink(press));
    return sendDeskPage(response, 200, drawJoin(press, { secret, link }));
  };
}

/** `POST /desk/join`: uses the link up, and begins the first session, which has the second factor to set up. */
export function joinPaper(parts: JoinParts): RequestHandler {
  const { store, auth, sessions, press, passwords, addressOf } = parts;
  return async (request, response) => {
    const { link: secret = "", name = "", email = "", password = "", again = "" } = formOf(response);
    const link = await readLink(store, secret);
    if (!link) return sendDeskPage(response, 410, drawDeadLink(press));
    const complaint = complaintOf(link, { name, email, password, again });
    if (complaint) return sendDeskPage(response, 422, drawJoin(press, { secret, link, name, email, complaint }));

    const address = addressOf(request);
    const passwordHash = await passwords.hash(password);
    const known = await join(store, secret, { name, email, passwordHash, address });
    if (known === null) return sendDeskPage(response, 410, drawDeadLink(press));
    await sessions.end(request);
    const headers = sessions.headersOfNobody(request);
    const signed = await auth.api.signInEmail({ body: { email: known, password }, headers, returnHeaders: true });
    if ("twoFactorRedirect" in signed.response) throw new Error("a new account asks for a second factor");
    await auth.api.enableTwoFactor({ body: { password }, headers: headersWith(headers, signed.headers) });
    passCookies(response, signed.headers);
    parts.devices.know(response, known);
    await noteAct(store, { account: signed.response.user.id, address }, "sign-in.done", { factors: 1 });
    return sendOn(response, "/desk/second-factor");
  };
}

/** What is wrong with a password that shall be kept; undefined: nothing. Length is what counts, and who it belongs to. */
export function passwordComplaint(password: string, again: string, own: string[]): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD)
    return `A password has at least ${SHORTEST_PASSWORD} characters; a few words will do.`;
  if (length > LONGEST_PASSWORD) return `A password has at most ${LONGEST_PASSWORD} characters.`;
  if (new Set(password).size < 5) return "That password is one that anybody would try.";
  const isOwn = own.some((text) => text.length > 3 && password.toLowerCase().includes(text.toLowerCase()));
  if (isOwn) return "A password must not contain your name or address.";
  return password === again ? undefined : "The two passwords are not the same.";
}

interface Said {
  name: string;
  email: string;
  password: string;
  again: string;
}

function complaintOf(link: OneTimeLink, { name, email, password, again }: Said): string | undefined {
  if (name.trim() === "" || name.length > 120) return "A name has 1 to 120 characters.";
  const isAddress = /^[^\s@]{1,64}@[^\s@]{1,189}$/.test(email.trim());
  if (link.purpose === "first-run" && !isAddress) return "That is no e-mail address.";
  return passwordComplaint(password, again, [name.trim(), (link.email ?? email).trim()]);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
