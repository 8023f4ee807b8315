/*
 * Headers that mail programs act on. The Message-ID names what was sent and to whom, by ids and never by an address, so
 * a bounce that comes back hours later finds its row.
 */

/** Which mail to which subscriber: an issue's, or a single letter's. */
export interface MailName {
  mail: string;
  subscriber: string;
}

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const MESSAGE_ID = new RegExp(`^<?(${UUID})\\.(${UUID})@[^<>@\\s]+>?$`);

/** "<mail.subscriber@domain>" */
export function messageIdOf({ mail, subscriber }: MailName, domain: string): string {
  return `<${mail}.${subscriber}@${domain}>`;
}

/** Null: it is none of ours. */
export function readMessageId(messageId: string): MailName | null {
  const [, mail, subscriber] = MESSAGE_ID.exec(messageId.trim()) ?? [];
  return mail === undefined || subscriber === undefined ? null : { mail, subscriber };
}

/** RFC 2369 and 8058: a mail program shows "Unsubscribe", and one POST to this address is enough. */
export function oneClickHeaders(unsubscribeUrl: string): Record<string, string> {
  return { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** RFC 2919: what a reader's own filters go by. */
export function listIdHeader(name: string, slug: string, domain: string): Record<string, string> {
  return { "List-Id": `${name.replace(/[^\x20-\x7e]|[<>"]/g, "")} <${slug}.${domain}>` };
}

/** RFC 3834: nobody's holiday notice answers it. */
export const AUTOMATIC = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
