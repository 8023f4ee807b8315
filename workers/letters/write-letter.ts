import type { Mail } from "../../core/mailing/connect-mail.ts";
import { AUTOMATIC, messageIdOf, oneClickHeaders } from "../../core/mailing/mail-headers.ts";
import { preferencesUrl, unsubscribeUrl } from "../../core/mailing/reader-links.ts";
import { emptyFold, type Fold, foldEvent } from "../../core/news/front-page.ts";
import { confirmLetter, type Letter as DrawnLetter, knownLetter, welcomeLetter } from "../../core/page/mail/letters.ts";
import type { Site } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { CONFIRM_WITHIN_DAYS, type Letter, makeConfirmation } from "../../core/store/mailing/readers/letters.ts";
import { readFrontPageEvents } from "../../core/store/wire/wire.ts";

export interface WriteParts {
  store: Store;
  site: Site;
  clock: { now(): number };
  /** Of the paper's own mails. */
  domain: string;
}

/** The mail of a letter, as it leaves now: a confirmation gets its link, a welcome the front page of this moment. */
export async function writeLetter(parts: WriteParts, letter: Letter): Promise<Mail> {
  const { id: mail, subscriber } = letter;
  const [first] = letter.newsletters;
  const isOfList = letter.kind === "welcome" && first !== undefined;
  const leave = isOfList ? oneClickHeaders(unsubscribeUrl(parts.site.publicUrl, subscriber, first.slug)) : {};
  return {
    ...(await drawn(parts, letter)),
    to: subscriber.email,
    messageId: messageIdOf({ mail, subscriber: subscriber.id }, parts.domain),
    headers: { ...AUTOMATIC, ...leave },
  };
}

async function drawn({ store, site, clock }: WriteParts, letter: Letter): Promise<DrawnLetter> {
  const { newsletters, subscriber } = letter;
  const { publicUrl, sections, timeZone } = site;
  const nowMs = clock.now();
  if (letter.kind === "confirm") {
    const secret = await makeConfirmation(store, letter);
    const confirmUrl = `${publicUrl}/newsletters/confirm?token=${secret}`;
    return confirmLetter(site, { newsletters, confirmUrl, days: CONFIRM_WITHIN_DAYS, nowMs });
  }
  const ownPage = preferencesUrl(publicUrl, subscriber);
  if (letter.kind === "known") return knownLetter(site, { newsletters, preferencesUrl: ownPage, nowMs });
  return welcomeLetter(site, {
    newsletters,
    preferencesUrl: ownPage,
    unsubscribeUrl: unsubscribeUrl(publicUrl, subscriber, newsletters[0]?.slug ?? ""),
    fold: await presentFold(store),
    paper: { sections, timeZone, nowMs },
  });
}

async function presentFold(store: Store): Promise<Fold> {
  const { epoch, events } = await readFrontPageEvents(store, "news");
  return events.reduce(foldEvent, emptyFold(epoch));
}
