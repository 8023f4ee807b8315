import { createECDH } from "node:crypto";

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
