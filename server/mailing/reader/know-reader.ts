import type { Request } from "express";
import { type ClaimedToken, isTokenOf, readToken } from "../../../core/mailing/reader-links.ts";
import { type Preferences, readPreferences } from "../../../core/store/mailing/readers/preferences.ts";
import { notice, type PageAnswer } from "../answer-page.ts";
import type { MailingParts } from "../mailing-parts.ts";

/** Whose link was followed, as far as the link may lead. */
export interface KnownReader {
  reader: Preferences;
  /** Of an unsubscribe link. */
  newsletter: string | null;
  token: string;
}

/** Null: the link is nobody's: cut off, altered, or of somebody who was erased. */
export async function knowReader(
  { store }: Pick<MailingParts, "store">,
  request: Request,
): Promise<KnownReader | null> {
  const { token } = request.query;
  const claimed: ClaimedToken | null = readToken(token);
  if (!claimed || typeof token !== "string") return null;
  const reader = await readPreferences(store, claimed.subscriberId);
  return reader && isTokenOf(reader, claimed) ? { reader, newsletter: claimed.newsletter, token } : null;
}

export function nobodysLink(parts: Pick<MailingParts, "press" | "clock">): PageAnswer {
  const words = [
    "It may have been cut off on its way: copy the whole of it from the mail. If you asked us to forget you, it is as you asked: the link went with the rest, and no mail comes any more.",
  ];
  return notice(parts, { status: 404, title: "This link leads nowhere", words });
}
