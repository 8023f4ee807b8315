import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiRequestBodyObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { PROBLEMS, type ProblemName } from "../http/answers/problem.ts";
import { MAX_REQUEST_BYTES } from "../http/body.ts";
import { accepted, problemDetails } from "./calls/answers.ts";

/** The pieces that descriptions of calls are put together from. */

const DESK = [{ token: [] }, { session: [], csrf: [] }];
const WRITE_REFUSALS = [
  "unreadable-request",
  "idempotency-key",
  "too-large",
  "not-json",
  "invalid",
  "key-reused",
] as const;
const AWAY = ["unavailable", "outcome-unknown"] as const;

export const storyId = z.object({ id: z.uuid().meta({ description: "The story's id." }) });

const writeHeaders = z.object({
  "Idempotency-Key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .meta({ description: "New for every act; the same when the same request is sent again." }),
});

/** The answer of a call that went well. */
export function answered(description: string, schema: z.ZodType): ZodOpenApiResponsesObject {
  return { 200: { description, content: { "application/json": { schema } } } };
}

/** One answer for each status among these problems. */
export function refusals(...names: ProblemName[]): ZodOpenApiResponsesObject {
  const statuses = [...new Set(names.map((name) => PROBLEMS[name][0]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const told = names
        .filter((name) => PROBLEMS[name][0] === status)
        .map((name) => `${PROBLEMS[name][1]} (\`${name}\`)`);
      return [
        status,
        { description: told.join("; "), content: { "application/problem+json": { schema: problemDetails } } },
      ];
    }),
  );
}

export interface Write {
  operationId: string;
  summary: string;
  schema: z.ZodType;
  example: object;
  /** What can stand in its way beyond what can in every write's. */
  refusedAs: ProblemName[];
  /** Whether the address names a story. */
  hasStory: boolean;
}

/** A POST of the desk under an Idempotency-Key. */
export function write({
  operationId,
  summary,
  schema,
  example,
  refusedAs,
  hasStory,
}: Write): ZodOpenApiOperationObject {
  const body = { content: { "application/json": { schema, example } } } satisfies ZodOpenApiRequestBodyObject;
  return {
    ...editorOnly(operationId, summary),
    requestParams: hasStory ? { path: storyId, header: writeHeaders } : { header: writeHeaders },
    requestBody: {
      ...body,
      required: true,
      description: `At most ${MAX_REQUEST_BYTES / 1024} KiB; unknown fields are refused.`,
    },
    responses: {
      201: {
        description: "Durable. Sent again with the same key: the same answer, with Idempotency-Replayed.",
        content: { "application/json": { schema: accepted } },
        headers: z.object({ Location: z.url(), "Idempotency-Replayed": z.literal("true").optional() }),
      },
      ...refusals(...WRITE_REFUSALS, "unauthenticated", "forbidden", "forged", "foreign-origin", ...refusedAs, ...AWAY),
    },
  };
}

/** What every call of the desk has in common. */
export function editorOnly(operationId: string, summary: string) {
  return { operationId, summary, tags: ["Desk"], security: DESK };
}
