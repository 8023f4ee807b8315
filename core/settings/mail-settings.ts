import { join } from "node:path";
import { z } from "zod";

/** The mailing's part of the configuration: see config.ts. */
export interface MailSettings {
  /** smtp: or smtps:, with user and password if the relay wants them; null: mails are kept in the outbox. */
  smtpUrl: string | null;
  from: { name: string; address: string };
  dkim: { domain: string; selector: string; keyFile: string } | null;
  outboxDir: string;
  /** To the relay, of each worker. */
  connections: number;
  /** Of all workers together, unless the desk has set another rate. */
  perSecond: number;
  /** Signs what a mail service reports; null: reports are not taken. */
  webhookSecret: string | null;
}

const FROM = /^(?:"?([^"<>\p{Cc}]*?)"?\s*<)?([\w.+-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)>?$/u;
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const DKIM_NAMES = ["DKIM_DOMAIN", "DKIM_SELECTOR", "DKIM_KEY_FILE"] as const;

export const mailEnvironment = {
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().regex(FROM, 'must be an address, or "Name <address>"').optional(),
  DKIM_DOMAIN: z.string().regex(HOST_NAME, "must be a domain").optional(),
  DKIM_SELECTOR: z.string().regex(HOST_NAME, "must be a selector of DKIM").optional(),
  DKIM_KEY_FILE: z.string().optional(),
  MAIL_CONNECTIONS: z.coerce.number().int().min(1).max(64).default(4),
  MAIL_RATE_PER_SECOND: z.coerce.number().min(0.01).max(10_000).default(250),
  MAIL_WEBHOOK_SECRET: z.string().min(32).optional(),
};

type Numbers = "MAIL_CONNECTIONS" | "MAIL_RATE_PER_SECOND";
type Read = { [Name in Exclude<keyof typeof mailEnvironment, Numbers>]?: string | undefined } & Record<
  Numbers,
  number
> & {
    DATA_DIR: string;
  };

/** What is wrong with several settings together. */
export function mailMistakes(given: Record<string, string | undefined>): string[] {
  const missing = DKIM_NAMES.filter((name) => given[name] === undefined);
  const isHalf = missing.length > 0 && missing.length < DKIM_NAMES.length;
  return [
    ...(given.SMTP_URL !== undefined && given.MAIL_FROM === undefined
      ? ["MAIL_FROM: must be given with SMTP_URL"]
      : []),
    ...(isHalf ? missing.map((name) => `${name}: must be given with the other two of DKIM`) : []),
  ];
}

/** The paper's own address where none is given: good for the outbox, and for nothing else. */
export function mailSettings(read: Read, site: { siteName: string; publicUrl: string }): MailSettings {
  const host = new URL(site.publicUrl).hostname;
  const [, name, address] = FROM.exec(read.MAIL_FROM ?? "") ?? [];
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile } = read;
  return {
    smtpUrl: read.SMTP_URL ?? null,
    from: {
      name: name || site.siteName,
      address: address ?? `newsletters@${HOST_NAME.test(host) ? host : "localhost"}`,
    },
    dkim: domain && selector && keyFile ? { domain, selector, keyFile } : null,
    ...{ connections: read.MAIL_CONNECTIONS, perSecond: read.MAIL_RATE_PER_SECOND },
    outboxDir: join(read.DATA_DIR, "outbox"),
    webhookSecret: read.MAIL_WEBHOOK_SECRET ?? null,
  };
}
