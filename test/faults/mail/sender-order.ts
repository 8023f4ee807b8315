import type { MailTimes } from "../../../workers/mailing/start-mailing.ts";

export interface SenderOrder {
  number: number;
  env: Record<string, string>;
  times: MailTimes;
}

/** How the claims of a sender begin. */
export function claimsOf(number: number): string {
  return number.toString(16).padStart(8, "0");
}
