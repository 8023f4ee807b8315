import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import type { ProblemName } from "../../http/answers/problem.ts";
import { deviceId, type SubscriptionSchemas } from "../../push/subscription-schema.ts";
import { answered, refusals } from "../calls.ts";

const TAGS = ["Alerts"];
const WRITE: ProblemName[] = ["foreign-origin", "unreadable-request", "not-json", "too-large", "invalid", "too-many"];
const device = { path: z.object({ device: deviceId }) };

/** What readers' own browsers say of their devices. */
export function pushCalls({ wanted, moved }: SubscriptionSchemas): ZodOpenApiPathsObject {
  const gone = (description: string) => ({ 204: { description } });
  return {
    "/v1/push/key": {
      get: {
        operationId: "readPushKey",
        summary: "The applicationServerKey of this paper",
        tags: TAGS,
        responses: answered("The public key, in base64url", z.object({ key: z.string() })),
      },
    },
    "/v1/push/subscriptions": {
      post: {
        operationId: "moveSubscription",
        summary: "A browser has another address now",
        tags: TAGS,
        requestBody: { required: true, content: { "application/json": { schema: moved } } },
        responses: { ...gone("Kept"), ...refusals(...WRITE, "not-found", "unavailable") },
      },
    },
    "/v1/push/subscriptions/{device}": {
      put: {
        operationId: "keepSubscription",
        summary: "Which alerts a device wants, in place of what it wanted before",
        tags: TAGS,
        requestParams: device,
        requestBody: { required: true, content: { "application/json": { schema: wanted } } },
        responses: { ...gone("Kept"), ...refusals(...WRITE, "not-found", "unavailable") },
      },
      delete: {
        operationId: "dropSubscription",
        summary: "No alerts any more",
        tags: TAGS,
        requestParams: device,
        responses: { ...gone("Nothing is kept of it"), ...refusals("foreign-origin", "not-found", "unavailable") },
      },
    },
    "/v1/devices/{device}": {
      delete: {
        operationId: "forgetDevice",
        summary: "Forget a device",
        tags: TAGS,
        requestParams: device,
        responses: { ...gone("Nothing is kept of it"), ...refusals("foreign-origin", "not-found", "unavailable") },
      },
    },
  };
}
