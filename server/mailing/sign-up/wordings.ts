import type { Consent } from "../../../core/store/mailing/readers/confirm.ts";
import { SIGN_UP_HINT } from "../../paper/sign-up/sign-up.ts";

/*
 * What stands beside a button when somebody presses it. These words are kept with the consent, so that it can be shown
 * later what was agreed to; whoever changes one changes it here, for the page and the record together.
 */

export function signUpWording(names: readonly string[]): string {
  return `Sign up: ${names.join(", ")}. ${SIGN_UP_HINT}`;
}

export function confirmWording(names: readonly string[]): string {
  return `Yes, send me ${new Intl.ListFormat("en-GB").format(names)}`;
}

/** By a link of a mail, on the page behind it or by the mail program itself. */
export const UNSUBSCRIBED: Consent = { wording: "Unsubscribe", way: "link of a mail" };

export const PREFERRED: Consent = { wording: "Save what I get", way: "preference page" };

/** Enough to know one's own address by, and little for whoever looks over a shoulder or into the records. */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf("@");
  const shown = [...email.slice(0, at)].slice(0, 2).join("");
  return `${shown}…${email.slice(at)}`;
}
