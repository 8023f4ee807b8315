import type { RequestHandler } from "express";
import { readOpenNewsletters } from "../../core/store/mailing/open-newsletters.ts";
import { notice, shows } from "./answer-page.ts";
import type { MailingParts } from "./mailing-parts.ts";
import { drawNewsletter, drawNewsletters } from "./pages/newsletter-pages.ts";
import { newslettersNamed, slugOf } from "./subscribe.ts";

/** `GET /newsletters` */
export function showNewsletters(parts: MailingParts): RequestHandler {
  return shows(parts, async () => {
    const newsletters = await readOpenNewsletters(parts.store);
    return { status: 200, html: drawNewsletters(parts.press, newsletters, parts.clock.now()) };
  });
}

/** `GET /newsletters/{slug}` */
export function showNewsletter(parts: MailingParts): RequestHandler {
  return shows(parts, async (request) => {
    const [newsletter] = await newslettersNamed(parts, [slugOf(request)]);
    if (!newsletter) {
      const words = ["There is no newsletter at this address, or it has ended."];
      return notice(parts, { status: 404, title: "No such newsletter", words });
    }
    return { status: 200, html: drawNewsletter(parts.press, newsletter, parts.clock.now()) };
  });
}
