import { known } from "../../http/answers/answer.ts";
import type { Route } from "../../http/route-table.ts";
import { decideIssueDoubt, listIssueDoubts, startDeskIssue, turnDeskIssue } from "./act-on-issue.ts";
import {
  changeMailRate,
  type KeepIssuesParts,
  listDeskIssues,
  listDeskNewsletters,
  readDeskIssue,
  saveDeskIssue,
  suggestDigest,
} from "./keep-issues.ts";
import { type IssueParts, postIssue, readIssueReceipt } from "./post-issue.ts";
import { previewIssue, type SeeIssueParts, sendTest } from "./see-issue.ts";

export type MailingDeskParts = IssueParts & KeepIssuesParts & SeeIssueParts;

/** Newsletters at the desk: what the contract names, and what the desk's application asks beyond it. */
export function issueRoutes(parts: MailingDeskParts): Route[] {
  return [
    ["POST", "/v1/newsletters/:slug/issues", "editor", known(postIssue(parts))],
    ["GET", "/v1/newsletters/:slug/issues/:id/receipt", "editor", known(readIssueReceipt(parts))],
    ["GET", "/v1/desk/newsletters", "reporter", known(listDeskNewsletters(parts))],
    ["GET", "/v1/desk/newsletters/:slug/digest", "reporter", known(suggestDigest(parts))],
    ["PUT", "/v1/desk/mail-rate", "admin", known(changeMailRate(parts))],
    ["GET", "/v1/desk/issues", "reporter", known(listDeskIssues(parts))],
    ["POST", "/v1/desk/issues/preview", "reporter", known(previewIssue(parts))],
    ["POST", "/v1/desk/issues/test", "editor", known(sendTest(parts))],
    ["GET", "/v1/desk/issues/:id", "reporter", known(readDeskIssue(parts))],
    ["PUT", "/v1/desk/issues/:id", "editor", known(saveDeskIssue(parts))],
    ["POST", "/v1/desk/issues/:id/start", "editor", known(startDeskIssue(parts))],
    ["POST", "/v1/desk/issues/:id/state", "editor", known(turnDeskIssue(parts))],
    ["GET", "/v1/desk/issues/:id/doubtful", "editor", known(listIssueDoubts(parts))],
    ["POST", "/v1/desk/issues/:id/doubtful/:subscriber", "editor", known(decideIssueDoubt(parts))],
  ];
}
