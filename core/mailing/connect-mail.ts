import { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer";
import type { MailSettings } from "../settings/mail-settings.ts";
import { keepInOutbox } from "./outbox.ts";
import { type Signature, signMail } from "./sign-mail.ts";

/*
 * How a mail leaves: over a few kept connections to the relay that SMTP_URL names, or, without one, as a file in the
 * outbox, whole or not at all. A mail is composed and signed as bytes first, and these bytes leave by a stream of our
 * own: while it has not ended, no final dot is on the line; a connection that breaks afterwards leaves it unknown whether
 * the mail is out, and that is said rather too often than too seldom. A transport's own error does not tell the two apart. Nothing is queued and nothing is tried again here:
 * both are for whoever has the row.
 */

export interface Mail {
  /** One address, as readAddress gave it. */
  to: string;
  subject: string;
  html: string;
  text: string;
  /** See mail-headers.ts. */
  messageId: string;
  headers?: Record<string, string>;
}

/**
 * What became of a mail. `refused`: for good; `isMailbox` when there is nobody at that address. `later`: not now, and
 * it has not left. `unknown`: it may have.
 */
export type MailOutcome =
  | { outcome: "sent"; response: string }
  | { outcome: "refused"; reason: string; isMailbox: boolean }
  | { outcome: "later"; reason: string }
  | { outcome: "unknown"; reason: string };

export interface MailLine {
  /** Never throws for what a relay may do. */
  send(mail: Mail): Promise<MailOutcome>;
  /** Of MAIL_FROM: stands in Message-IDs and list headers. */
  domain: string;
  close(): void;
}

/** A relay that says nothing for so long is given up. */
const SILENT_MS = 20_000;
const CONNECTIONS = 4;

/** Reads the DKIM key, if there is one; throws when it cannot be read. Connects with the first mail. */
export async function connectMail(settings: MailSettings): Promise<MailLine> {
  const { smtpUrl, from, outboxDir } = settings;
  const sign = await signMail(settings.dkim);
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  if (smtpUrl === null) {
    return {
      domain,
      send: async (mail) => {
        const path = await keepInOutbox(outboxDir, mail.messageId, await composed(mail, from, sign));
        return { outcome: "sent", response: path };
      },
      close: () => {},
    };
  }
  const transport = createTransport({
    ...{ url: smtpUrl, pool: true, maxConnections: CONNECTIONS, maxRequeues: 0 }, // a mail is never sent again by itself
    ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: SILENT_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    domain,
    async send(mail) {
      const bytes = await composed(mail, from, sign);
      let isWhole = false;
      const raw = Readable.from([bytes], { objectMode: false }).once("end", () => {
        isWhole = true;
      });
      try {
        const { response = "" } = await transport.sendMail({ envelope: { from: from.address, to: [mail.to] }, raw });
        return { outcome: "sent", response };
      } catch (failure) {
        raw.destroy();
        return outcomeOf(failure, isWhole);
      }
    },
    close: () => transport.close({ force: true }),
  };
}

async function composed(mail: Mail, from: MailSettings["from"], sign: Signature): Promise<Buffer> {
  const { to, subject, html, text, messageId, headers = {} } = mail;
  const node = new MailComposer({
    ...{ from, to: { name: "", address: to }, subject, html, text, messageId, headers },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  }).compile();
  return sign(await node.build());
}

function outcomeOf(failure: unknown, isWhole: boolean): MailOutcome {
  const { responseCode, code, command, message, response } = failure as Partial<Record<string, unknown>>;
  const reason = String(response ?? message ?? code ?? failure).slice(0, 200);
  if (typeof responseCode === "number" && responseCode >= 500 && code !== "EAUTH") {
    return { outcome: "refused", reason, isMailbox: command === "RCPT TO" && isNobody(responseCode, reason) };
  }
  if (typeof responseCode === "number") return { outcome: "later", reason };
  return { outcome: isWhole ? "unknown" : "later", reason };
}

/** RFC 3463: 5.1.x is about the address. Without such a code 550, 551 and 553 are; a policy's refusal says 5.7.x. */
function isNobody(responseCode: number, response: string): boolean {
  const [, subject] = /\b5\.(\d{1,3})\.\d{1,3}\b/.exec(response) ?? [];
  return subject === undefined ? [550, 551, 553].includes(responseCode) : subject === "1";
}
