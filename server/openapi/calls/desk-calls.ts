import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { draftToSave } from "../../desk/drafts/draft-schema.ts";
import { draftToDrop } from "../../desk/drafts/keep-drafts.ts";
import { audienceQuery } from "../../desk/newsroom/audience.ts";
import { workQuery } from "../../desk/newsroom/desk-stories.ts";
import { textToPreview } from "../../desk/newsroom/preview.ts";
import { relatedQuery } from "../../desk/newsroom/related.ts";
import { similarQuery } from "../../desk/newsroom/similar.ts";
import { watchedQuery } from "../../desk/newsroom/watched-receipts.ts";
import type { ProblemName } from "../../http/answers/problem.ts";
import { answered, editorOnly, refusals, storyId } from "../calls.ts";
import {
  audience,
  deskStoryDetail,
  deskStoryList,
  draft,
  draftList,
  preview,
  receiptList,
  relatedChoices,
  similarList,
  strip,
} from "./desk-answers.ts";

const draftId = z.object({ id: z.uuid().meta({ description: "The draft's id; made by whoever begins it." }) });
const STRANGERS: ProblemName[] = ["unauthenticated", "forbidden", "second-factor"];
const WRITE: ProblemName[] = ["foreign-origin", "forged", "unreadable-request", "not-json", "too-large", "invalid"];

/** The calls that the desk's own application makes beyond posting and reading stories. */
export function deskCalls(): ZodOpenApiPathsObject {
  const read = (operationId: string, summary: string, schema: z.ZodType, ...refused: ProblemName[]) => ({
    ...editorOnly(operationId, summary),
    responses: { ...answered(summary, schema), ...refusals(...STRANGERS, ...refused, "unavailable") },
  });
  return {
    "/v1/desk/drafts": { get: read("listDrafts", "Everybody's drafts, the last saved first", draftList) },
    "/v1/desk/drafts/{id}": {
      get: { ...read("readDraft", "A draft", draft, "not-found"), requestParams: { path: draftId } },
      put: {
        ...read(
          "saveDraft",
          "Keep a draft as the version after the present one",
          draft,
          ...WRITE,
          "not-found",
          "draft-changed",
        ),
        requestParams: { path: draftId },
        requestBody: { required: true, content: { "application/json": { schema: draftToSave } } },
      },
      delete: {
        ...editorOnly("dropDraft", "Delete a draft"),
        requestParams: { path: draftId, query: draftToDrop },
        responses: {
          204: { description: "It is not there any more" },
          ...refusals(...STRANGERS, "foreign-origin", "forged", "not-found", "invalid", "unavailable"),
        },
      },
    },
    "/v1/desk/stories": {
      get: {
        ...read("listDeskStories", "Stories in every state, the one touched last first", deskStoryList, "invalid"),
        requestParams: { query: workQuery },
      },
    },
    "/v1/desk/stories/{id}": {
      get: {
        ...read(
          "readDeskStory",
          "A story in whatever state, and who has seen each revision",
          deskStoryDetail,
          "not-found",
        ),
        requestParams: { path: storyId },
      },
    },
    "/v1/desk/receipts": {
      get: {
        ...read("readReceipts", "How far several revisions have come", receiptList, "invalid"),
        requestParams: { query: watchedQuery },
      },
    },
    "/v1/desk/similar": {
      get: {
        ...read("findSimilar", "What was told in the last hours and is much like a headline", similarList, "invalid"),
        requestParams: { query: similarQuery },
      },
    },
    "/v1/desk/audience": {
      get: {
        ...read("readAudience", "For whom an alert would be that left now, beyond open screens", audience, "invalid"),
        requestParams: { query: audienceQuery },
      },
    },
    "/v1/desk/related": {
      get: {
        ...read("findRelated", "Published stories that go with a text while it is written", relatedChoices, "invalid"),
        requestParams: { query: relatedQuery },
      },
    },
    "/v1/desk/strip": {
      get: read("readStrip", "How the way from the desk to the screens stands", strip),
    },
    "/v1/desk/preview": {
      post: {
        ...read("previewText", "A body as readers will get it; nothing is kept", preview, ...WRITE),
        requestBody: { required: true, content: { "application/json": { schema: textToPreview } } },
      },
    },
  };
}
