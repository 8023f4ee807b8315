import type { RequestHandler } from "express";
import { standingEntries } from "../../core/mailing/issue-mails.ts";
import { readIssue } from "../../core/store/mailing/issues/issues.ts";
import { readNewsletter } from "../../core/store/mailing/newsletters.ts";
import { isUuid } from "../../core/uuid.ts";
import { notice, shows } from "./answer-page.ts";
import type { MailingParts } from "./mailing-parts.ts";
import { drawIssuePage } from "./pages/issue-page.ts";
import { slugOf } from "./sign-up/subscribe.ts";

/** `GET /newsletters/{slug}/{issue}`: an issue that went out. */
export function showIssue(parts: MailingParts): RequestHandler {
  return shows(parts, async (request) => {
    const { store, press, clock } = parts;
    const { issue: id } = request.params;
    const issue = isUuid(id) ? await readIssue(store, id) : null;
    if (!issue?.started_at || issue.seq === null || issue.newsletter !== slugOf(request)) {
      const words = ["There is no issue at this address, or it has not gone out yet."];
      return notice(parts, { status: 404, title: "No such issue", words });
    }
    const newsletter = await readNewsletter(store, issue.newsletter);
    const entries = await standingEntries({ store, site: press.site }, issue.story_ids);
    const shown = {
      ...{ slug: issue.newsletter, name: newsletter?.name ?? issue.newsletter, id: issue.id, entries },
      ...{ subject: issue.subject, intro: issue.intro, startedAtMs: issue.started_at.getTime() },
      takenBack: issue.story_ids.length - entries.length,
    };
    return { status: 200, html: drawIssuePage(press, shown, clock.now()) };
  });
}
