import type { ZodOpenApiPathsObject } from "zod-openapi";
import type { Section } from "../../../core/news/section.ts";
import type { StorySchemas } from "../../desk/fields/story-schema.ts";
import { listQuery } from "../../desk/reading/list-stories.ts";
import { ninjsQuery } from "../../desk/reading/ninjs/list-ninjs.ts";
import { searchQuery } from "../../desk/reading/search-stories.ts";
import { receiptQuery } from "../../desk/stories/receipts.ts";
import { answered, editorOnly, refusals, storyId, write } from "../calls.ts";
import { foundList, ninjs, ninjsList, receipt, revisionList, story, storyList } from "./answers.ts";

export interface StoryCallsParts {
  schemas: StorySchemas;
  sections: Section[];
}

/** The calls about stories: what the desk writes, what anybody reads. */
export function storyCalls({ schemas, sections }: StoryCallsParts): ZodOpenApiPathsObject {
  const [section] = sections;
  return {
    "/v1/stories": {
      get: {
        operationId: "listStories",
        summary: "The published stories, newest first publication first",
        tags: ["Stories"],
        requestParams: { query: listQuery(sections) },
        responses: { ...answered("A page of stories", storyList), ...refusals("invalid", "unavailable") },
      },
      post: write({
        operationId: "postStory",
        summary: "Post a story",
        schema: schemas.post,
        example: {
          headline: "Tube strike off after late deal",
          section: section?.slug,
          body: "Trains run from **5 am**.",
        },
        refusedAs: ["similar"],
        hasStory: false,
      }),
    },
    "/v1/search": {
      get: {
        operationId: "searchStories",
        summary: "The published stories that have these words in their present text",
        tags: ["Stories"],
        requestParams: { query: searchQuery(sections) },
        responses: { ...answered("What fits best", foundList), ...refusals("invalid", "unavailable") },
      },
    },
    "/v1/stories/{id}": {
      get: {
        operationId: "readStory",
        summary: "A story as it stands",
        tags: ["Stories"],
        requestParams: { path: storyId },
        responses: { ...answered("The present revision", story), ...refusals("not-found", "gone", "unavailable") },
      },
    },
    "/v1/stories/{id}/ninjs": {
      get: {
        operationId: "readNinjs",
        summary: "A story as ninjs",
        tags: ["Stories"],
        description: "As it stands. One that was taken back is canceled and has no text; so this is no 410.",
        requestParams: { path: storyId },
        responses: { ...answered("IPTC ninjs 3.1", ninjs), ...refusals("not-found", "unavailable") },
      },
    },
    "/v1/ninjs": {
      get: {
        operationId: "listNinjs",
        summary: "Stories as ninjs, in the order of their last change",
        tags: ["Stories"],
        description: "Come back with `cursor` as `after` to be told of whatever changed since, taken back included.",
        requestParams: { query: ninjsQuery },
        responses: { ...answered("Some of them", ninjsList), ...refusals("invalid", "unavailable") },
      },
    },
    "/v1/stories/{id}/revisions": {
      get: {
        operationId: "listRevisions",
        summary: "What was told when",
        tags: ["Stories"],
        requestParams: { path: storyId },
        responses: { ...answered("Its revisions, in order", revisionList), ...refusals("not-found", "unavailable") },
      },
      post: write({
        operationId: "reviseStory",
        summary: "Update, correct or relabel a story",
        schema: schemas.revision,
        example: {
          rev: 2,
          kind: "correction",
          note: "The deal was made on Tuesday.",
          body: "Trains run from **6 am**.",
        },
        refusedAs: ["not-found", "gone", "stale", "similar", "released"],
        hasStory: true,
      }),
    },
    "/v1/stories/{id}/retraction": {
      post: write({
        operationId: "retractStory",
        summary: "Take a story back for good",
        schema: schemas.retraction,
        example: { rev: 3, note: "There was no such deal." },
        refusedAs: ["not-found", "gone", "stale", "unreleased"],
        hasStory: true,
      }),
    },
    "/v1/stories/{id}/schedule": {
      delete: {
        ...editorOnly("unscheduleStory", "Put a scheduled or held story back into the drafts"),
        requestParams: { path: storyId },
        responses: {
          204: { description: "It waits for nothing any more" },
          ...refusals("unauthenticated", "foreign-origin", "not-found", "gone", "released", "unavailable"),
        },
      },
    },
    "/v1/stories/{id}/receipt": {
      get: {
        ...editorOnly("readReceipt", "How far a revision has come"),
        requestParams: { path: storyId, query: receiptQuery },
        responses: {
          ...answered("What was observed", receipt),
          ...refusals("unauthenticated", "not-found", "invalid", "unavailable"),
        },
      },
    },
  };
}
