import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { ITEM_STATES } from "../../../core/news/inbox.ts";
import type { ProblemName } from "../../http/answers/problem.ts";
import { dismissal, inboxQuery, takeRequest } from "../../inbox/review-items.ts";
import { answered, editorOnly, refusals } from "../calls.ts";
import { draft } from "./desk-answers.ts";

const time = z.iso.datetime();
const item = z.object({
  ...{ id: z.uuid(), source: z.uuid(), sourceName: z.string(), state: z.enum(ITEM_STATES) },
  version: z.int().min(1).meta({ description: "Rises by one with every change of its text at the source." }),
  ...{ headline: z.string(), excerpt: z.string(), link: z.url().nullable(), isWithdrawn: z.boolean() },
  ...{ publishedAt: time.nullable(), embargoedUntil: time.nullable(), at: time },
  ...{ by: z.string().optional(), handledAt: time.optional() },
  ...{
    draft: z.uuid().optional(),
    story: z.uuid().optional(),
    isOut: z.boolean().optional(),
    isChangedSince: z.boolean().optional(),
  },
});
const source = z.object({
  ...{ id: z.uuid(), name: z.string(), isEnabled: z.boolean(), waiting: z.int().min(0) },
  ...{ lastSuccessAt: time.nullable(), lastError: z.string().nullable() },
});
const inbox = z.object({ items: z.array(item), sources: z.array(source) }).meta({ id: "Inbox" });
const detail = item.extend({ standfirst: z.string(), body: z.string() }).meta({ id: "InboxItem" });
const itemId = z.object({ id: z.uuid().meta({ description: "The item's id." }) });
const STRANGERS: ProblemName[] = ["unauthenticated", "forbidden", "second-factor"];
const WRITE: ProblemName[] = ["foreign-origin", "forged", "unreadable-request", "not-json", "too-large", "invalid"];

/** The calls about what other newsrooms publish. */
export function inboxCalls(): ZodOpenApiPathsObject {
  const call = (operationId: string, summary: string, schema: z.ZodType, ...refused: ProblemName[]) => ({
    ...editorOnly(operationId, summary),
    responses: { ...answered(summary, schema), ...refusals(...STRANGERS, ...refused, "unavailable") },
  });
  const json = (schema: z.ZodType) => ({ required: true, content: { "application/json": { schema } } });
  return {
    "/v1/desk/inbox": {
      get: {
        ...call("listInbox", "What waits in the inbox, and what was taken lately", inbox, "invalid"),
        requestParams: { query: inboxQuery },
      },
    },
    "/v1/desk/inbox/{id}": {
      get: {
        ...call("readInboxItem", "An item with its whole text", detail, "not-found"),
        requestParams: { path: itemId },
      },
    },
    "/v1/desk/inbox/{id}/take": {
      post: {
        ...call("takeItem", "Make a draft of an item", draft, ...WRITE, "not-found", "item-taken", "item-withdrawn"),
        requestParams: { path: itemId },
        requestBody: json(takeRequest),
      },
    },
    "/v1/desk/inbox/dismissals": {
      post: {
        ...call("dismissItems", "Nobody wants these items", z.object({ count: z.int().min(0) }), ...WRITE),
        requestBody: json(dismissal),
      },
    },
  };
}
