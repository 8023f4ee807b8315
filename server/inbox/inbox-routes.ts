import { known } from "../http/answers/answer.ts";
import type { Route } from "../http/route-table.ts";
import { dismiss, listInbox, type ReviewParts, readInboxItem, take } from "./review-items.ts";
import { addOne, changeOne, readOne, removeOne, type SourcesParts, showSources } from "./sources/manage-sources.ts";

export type InboxParts = ReviewParts & SourcesParts;

/** The wire inbox: what waits in it, what is made of it, and where it comes from. */
export function inboxRoutes(parts: InboxParts): Route[] {
  return [
    ["GET", "/v1/desk/inbox", "reporter", known(listInbox(parts))],
    ["GET", "/v1/desk/inbox/:id", "reporter", known(readInboxItem(parts))],
    ["POST", "/v1/desk/inbox/:id/take", "reporter", known(take(parts))],
    ["POST", "/v1/desk/inbox/dismissals", "editor", known(dismiss(parts))],
    ["GET", "/desk/sources", "admin", showSources(parts)],
    ["POST", "/desk/sources/add", "admin", addOne(parts)],
    ["POST", "/desk/sources/change", "admin", changeOne(parts)],
    ["POST", "/desk/sources/remove", "admin", removeOne(parts)],
    ["POST", "/desk/sources/read", "admin", readOne(parts)],
  ];
}
