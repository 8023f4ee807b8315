import { anyone } from "../http/answers/answer.ts";
import type { Route } from "../http/route-table.ts";
import { listNewsletters } from "./list-newsletters.ts";
import { type MailReportParts, takeMailReports } from "./mail-reports.ts";
import type { MailingParts } from "./mailing-parts.ts";
import { eraseOwnData, exportOwnData } from "./reader/personal-data.ts";
import { savePreferences, showPreferences } from "./reader/preferences.ts";
import { showIssue } from "./show-issue.ts";
import { showNewsletter, showNewsletters } from "./show-newsletters.ts";
import { confirmByForm, showConfirm } from "./sign-up/confirm.ts";
import { subscribe, subscribeByForm, subscribeToSeveral } from "./sign-up/subscribe.ts";
import { showUnsubscribe, unsubscribeAtOnce } from "./sign-up/unsubscribe.ts";

/** What readers do with newsletters, and what a mail service reports. What a link may do, the link says. */
export function mailingRoutes(parts: MailingParts & MailReportParts): Route[] {
  return [
    ["GET", "/v1/newsletters", "anyone", anyone(listNewsletters(parts))],
    ["POST", "/v1/newsletters/:slug/subscriptions", "anyone", subscribe(parts)],
    ["POST", "/v1/mail/events", "anyone", takeMailReports(parts)],
    ["GET", "/newsletters", "anyone", showNewsletters(parts)],
    ["POST", "/newsletters", "anyone", subscribeToSeveral(parts)],
    ["GET", "/newsletters/confirm", "anyone", showConfirm(parts)],
    ["POST", "/newsletters/confirm", "anyone", confirmByForm(parts)],
    ["GET", "/newsletters/unsubscribe", "anyone", showUnsubscribe(parts)],
    ["POST", "/newsletters/unsubscribe", "anyone", unsubscribeAtOnce(parts)],
    ["GET", "/newsletters/preferences", "anyone", showPreferences(parts)],
    ["POST", "/newsletters/preferences", "anyone", savePreferences(parts)],
    ["GET", "/newsletters/export", "anyone", exportOwnData(parts)],
    ["POST", "/newsletters/erase", "anyone", eraseOwnData(parts)],
    ["GET", "/newsletters/:slug", "anyone", showNewsletter(parts)],
    ["POST", "/newsletters/:slug", "anyone", subscribeByForm(parts)],
    ["GET", "/newsletters/:slug/:issue", "anyone", showIssue(parts)],
  ];
}
