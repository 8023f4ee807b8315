import type { Request, RequestHandler } from "express";
import { tokenOf } from "../../../core/mailing/reader-links.ts";
import { html } from "../../../core/page/markup.ts";
import { unsubscribe } from "../../../core/store/mailing/readers/unsubscribe.ts";
import { doesAtOnce, type PageAnswer, shows } from "../answer-page.ts";
import type { MailingParts } from "../mailing-parts.ts";
import { mailingPage } from "../pages/mailing-page.ts";
import { type KnownReader, knowReader, nobodysLink } from "../reader/know-reader.ts";
import { maskedAddress, UNSUBSCRIBED } from "./wordings.ts";

/*
 * Leaving a newsletter. Looking changes nothing, because programs open every link they see; a POST to the same address
 * acts, whether a person pressed the button or a mail program sent `List-Unsubscribe=One-Click` (RFC 8058), which has no
 * cookie and no Origin. It has acted when it answers, and acting twice is the same.
 */

/** `GET /newsletters/unsubscribe?token=` */
export function showUnsubscribe(parts: MailingParts): RequestHandler {
  return shows(parts, async (request) => {
    const leaving = await knowLeaving(parts, request);
    if (!leaving) return nobodysLink(parts);
    const { reader, token, name } = leaving;
    const main = html`<h1>Leave ${name}?</h1>
<p class="standfirst">No more of it will come to ${maskedAddress(reader.email)}.</p>
<form method="post" action="/newsletters/unsubscribe?token=${token}"><p><button class="main">${UNSUBSCRIBED.wording}</button></p></form>
<p class="hint">Too much at once, or at the wrong hour? You can also <a href="${preferencesPath(leaving)}">choose what you get, and when</a>.</p>`;
    return page(parts, `Leave ${name}`, main);
  });
}

/** `POST /newsletters/unsubscribe?token=` */
export function unsubscribeAtOnce(parts: MailingParts): RequestHandler {
  return doesAtOnce(parts, async (request) => {
    const leaving = await knowLeaving(parts, request);
    if (!leaving) return nobodysLink(parts);
    await unsubscribe(parts.store, leaving.reader.id, leaving.slug, UNSUBSCRIBED);
    parts.count("ended");
    const main = html`<h1>Done</h1>
<p class="standfirst">${leaving.name} will not come any more.</p>
<p>If that was a slip, <a href="${preferencesPath(leaving)}">take it again</a>. There you also find what we keep about you, and can have it erased.</p>
<p class="ways"><a href="/">To the front page</a></p>`;
    return page(parts, "Unsubscribed", main);
  });
}

interface Leaving extends KnownReader {
  slug: string;
  name: string;
}

async function knowLeaving(parts: MailingParts, request: Request): Promise<Leaving | null> {
  const known = await knowReader(parts, request);
  if (!known || known.newsletter === null) return null;
  const named = known.reader.newsletters.find(({ slug }) => slug === known.newsletter);
  return { ...known, slug: known.newsletter, name: named?.name ?? "this newsletter" };
}

function preferencesPath({ reader }: KnownReader): string {
  return `/newsletters/preferences?token=${tokenOf(reader, null)}`;
}

function page({ press, clock }: MailingParts, title: string, main: ReturnType<typeof html>): PageAnswer {
  return { status: 200, html: mailingPage(press, { title, description: title, main }, clock.now()) };
}
