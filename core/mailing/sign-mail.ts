import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import DKIM from "nodemailer/lib/dkim";
import type { MailSettings } from "../settings/mail-settings.ts";

/** Signs a whole mail; without a key it is left as it is. */
export type Signature = (bytes: Buffer) => Promise<Buffer>;

/** Throws when there is a key file and it cannot be read. */
export async function signMail(settings: MailSettings["dkim"]): Promise<Signature> {
  if (settings === null) return async (bytes) => bytes;
  const { domain, selector, keyFile } = settings;
  const privateKey = await readFile(keyFile, "utf8");
  const dkim = new DKIM({ domainName: domain, keySelector: selector, privateKey });
  return async (bytes) => buffer(dkim.sign(bytes));
}
