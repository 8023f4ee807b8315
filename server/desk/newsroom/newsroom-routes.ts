import type { RequestHandler } from "express";
import type { Section } from "../../../core/news/section.ts";
import { known } from "../../http/answers/answer.ts";
import type { Route } from "../../http/route-table.ts";
import { type DraftParts, dropDraft, listAllDrafts, readOneDraft, saveDraft } from "../drafts/keep-drafts.ts";
import { readAudience } from "./audience.ts";
import { type DeskStoriesParts, listDeskStories, readDeskStory } from "./desk-stories.ts";
import { previewText } from "./preview.ts";
import { findRelated } from "./related.ts";
import { findSimilar } from "./similar.ts";
import { readStrip, type StripParts } from "./strip.ts";
import { readWatchedReceipts } from "./watched-receipts.ts";

export interface NewsroomParts extends DraftParts, DeskStoriesParts, StripParts {
  /** For what is asked with every pause in typing. */
  searchStore: DraftParts["store"];
  deskPage: RequestHandler;
  sections: readonly Section[];
}

/** The desk's page, and what its application asks beyond posting and reading stories. */
export function newsroomRoutes(parts: NewsroomParts): Route[] {
  return [
    ["GET", "/desk", "reporter", parts.deskPage],
    ["GET", "/v1/desk/drafts", "reporter", known(listAllDrafts(parts))],
    ["GET", "/v1/desk/drafts/:id", "reporter", known(readOneDraft(parts))],
    ["PUT", "/v1/desk/drafts/:id", "reporter", known(saveDraft(parts))],
    ["DELETE", "/v1/desk/drafts/:id", "reporter", known(dropDraft(parts))],
    ["GET", "/v1/desk/stories", "reporter", known(listDeskStories(parts))],
    ["GET", "/v1/desk/stories/:id", "reporter", known(readDeskStory(parts))],
    ["GET", "/v1/desk/receipts", "reporter", known(readWatchedReceipts(parts))],
    ["GET", "/v1/desk/similar", "reporter", known(findSimilar({ store: parts.searchStore }))],
    ["GET", "/v1/desk/audience", "reporter", known(readAudience(parts))],
    ["GET", "/v1/desk/related", "reporter", known(findRelated({ store: parts.searchStore }))],
    ["GET", "/v1/desk/strip", "reporter", known(readStrip(parts))],
    ["POST", "/v1/desk/preview", "reporter", known(previewText)],
  ];
}
