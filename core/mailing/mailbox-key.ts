import { createHmac, hkdfSync } from "node:crypto";

/*
 * A mailbox without its address: a keyed hash that says whether two addresses are one mailbox, and nothing to whoever
 * finds it in a dump. The key is derived from SESSION_SECRET, which stands in no database.
 *
 * Two of them, because they are wrong in different directions. `mailbox` says who somebody is, so it takes only what is
 * the same everywhere: case. `limit` counts mails, so it also takes away what some providers ignore (what follows a
 * "+", and dots): a hundred spellings of one person's address get the mails of one.
 */
export interface MailboxKeys {
  /** Of one subscriber, and of a suppression. */
  mailbox(email: string): Buffer;
  /** Of a limit by mailbox. */
  limit(email: string): Buffer;
}

export function createMailboxKeys({ sessionSecret }: { sessionSecret: string }): MailboxKeys {
  const key = Buffer.from(hkdfSync("sha256", sessionSecret, "", "london-daily mailbox", 32));
  const hashOf = (purpose: string, text: string): Buffer =>
    createHmac("sha256", key).update(`${purpose}\n${text}`).digest();
  return {
    mailbox: (email) => hashOf("mailbox", email.toLowerCase()),
    limit: (email) => hashOf("limit", withoutVariations(email.toLowerCase())),
  };
}

function withoutVariations(email: string): string {
  const at = email.lastIndexOf("@");
  const name = email.slice(0, at).replace(/\+.*$/, "").replaceAll(".", "");
  return `${name}${email.slice(at)}`;
}
