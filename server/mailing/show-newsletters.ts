import type { RequestHandler } from "express";
import { listPastIssues } from "../../core/store/mailing/issues/issues.ts";
import { readOpenNewsletters } from "../../core/store/mailing/open-newsletters.ts";
import { notice, shows } from "./answer-page.ts";
import type { MailingParts } from "./mailing-parts.ts";
import { pastIssues } from "./pages/issue-page.ts";
import { drawNewsletter, drawNewsletters } from "./pages/newsletter-pages.ts";
import { newslettersNamed, slugOf } from "./sign-up/subscribe.ts";

const LISTED_AT_MOST = 50;

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
    const issues = (await listPastIssues(parts.store, newsletter.slug, LISTED_AT_MOST)).map(
      ({ id, subject, started_at }) => ({ id, subject, startedAtMs: started_at?.getTime() ?? 0 }),
    );
    const past = pastIssues(newsletter.slug, issues, parts.press.site.timeZone);
    return { status: 200, html: drawNewsletter(parts.press, newsletter, parts.clock.now(), past ? { past } : {}) };
  });
}
