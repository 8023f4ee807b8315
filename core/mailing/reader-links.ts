import { createHmac, timingSafeEqual } from "node:crypto";

/*
 * The links that stand in every mail: to the preference page, and out of a newsletter with one click. A token is the
 * subscriber's id and a tag made with the subscriber's own secret, which stands in that row alone. So nothing is stored
 * for each mail, erasing the person makes all of them void, and a new SESSION_SECRET none: a link out of a newsletter
 * must work for as long as the mail is kept.
 */

export interface LinkOwner {
  id: string;
  secret: Buffer;
}

/** What a token claims, until `isTokenOf` has looked at the secret. */
export interface ClaimedToken {
  subscriberId: string;
  /** The newsletter that it leads out of; null: it opens the preference page. */
  newsletter: string | null;
  tag: Buffer;
}

const TAG_BYTES = 16;
const TOKEN = /^([A-Za-z0-9_-]{43})(?:\.([a-z0-9]+(?:-[a-z0-9]+)*))?$/;

/** Opens the preference page of this subscriber. */
export function preferencesUrl(publicUrl: string, owner: LinkOwner): string {
  return `${publicUrl}/newsletters/preferences?token=${tokenOf(owner, null)}`;
}

/** Leads this subscriber out of this newsletter: a page with a button, and with a POST of RFC 8058 at once. */
export function unsubscribeUrl(publicUrl: string, owner: LinkOwner, newsletter: string): string {
  return `${publicUrl}/newsletters/unsubscribe?token=${tokenOf(owner, newsletter)}`;
}

export function tokenOf(owner: LinkOwner, newsletter: string | null): string {
  const id = Buffer.from(owner.id.replaceAll("-", ""), "hex");
  const token = Buffer.concat([id, tagOf(owner, newsletter)]).toString("base64url");
  return newsletter === null ? token : `${token}.${newsletter}`;
}

/** Null: nothing of ours ever looked like that. */
export function readToken(text: unknown): ClaimedToken | null {
  const [, packed, newsletter = null] = TOKEN.exec(typeof text === "string" ? text : "") ?? [];
  if (packed === undefined) return null;
  const bytes = Buffer.from(packed, "base64url");
  if (bytes.toString("base64url") !== packed) return null; // spare bits: one token has one spelling
  const hex = bytes.subarray(0, 16).toString("hex");
  const subscriberId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return { subscriberId, newsletter, tag: bytes.subarray(16) };
}

export function isTokenOf({ secret }: { secret: Buffer }, { subscriberId, newsletter, tag }: ClaimedToken): boolean {
  return timingSafeEqual(tag, tagOf({ id: subscriberId, secret }, newsletter));
}

function tagOf({ id, secret }: LinkOwner, newsletter: string | null): Buffer {
  const purpose = newsletter === null ? "preferences" : `unsubscribe ${newsletter}`;
  return createHmac("sha256", secret).update(`${purpose}\n${id}`).digest().subarray(0, TAG_BYTES);
}
