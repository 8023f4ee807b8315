import { createECDH } from "node:crypto";
import { z } from "zod";

/*
 * The pair of keys by which push services know this paper (RFC 8292): a point of P-256 and its number, as base64url.
 * Browsers bind each subscription to the public one, so another pair makes every subscription void.
 */

/** The public key that belongs to a private one; null: that is no private key. */
export function vapidPublicKeyOf(privateKey: string): string | null {
  const bytes = Buffer.from(privateKey, "base64url");
  if (bytes.length !== 32 || bytes.toString("base64url") !== privateKey) return null;
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(bytes);
  } catch {
    return null; // zero, or more than there are
  }
  return pair.getPublicKey("base64url");
}

/** How push services know the paper, and whom they ask when something is odd. */
export interface Vapid {
  publicKey: string;
  privateKey: string;
  /** mailto: or https: */
  subject: string;
}

/** What the environment may say of them. */
export const vapidEnvironment = {
  VAPID_PUBLIC_KEY: z.string().regex(/^[\w-]{87}$/, "is no public key of P-256 in base64url"),
  VAPID_PRIVATE_KEY: z
    .string()
    .refine((key) => vapidPublicKeyOf(key) !== null, "is no private key of P-256 in base64url"),
  VAPID_SUBJECT: z.string().regex(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, "is no mailto: or https: address"),
};

type Read = { [Name in keyof typeof vapidEnvironment]: string };

/** What is wrong with them together, each of them being right. */
export function vapidMistakes(read: Read): string[] {
  const isPair = vapidPublicKeyOf(read.VAPID_PRIVATE_KEY) === read.VAPID_PUBLIC_KEY;
  return isPair ? [] : ["VAPID_PUBLIC_KEY: does not belong to VAPID_PRIVATE_KEY"];
}

export function vapidSettings(read: Read): Vapid {
  return { publicKey: read.VAPID_PUBLIC_KEY, privateKey: read.VAPID_PRIVATE_KEY, subject: read.VAPID_SUBJECT };
}
