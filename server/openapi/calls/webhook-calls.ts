import { z } from "zod";
import type { ZodOpenApiObject, ZodOpenApiPathsObject } from "zod-openapi";
import type { Section } from "../../../core/news/section.ts";
import { WIRE_EVENT_NAMES } from "../../../core/store/webhooks/webhook-schema.ts";
import type { ProblemName } from "../../http/answers/problem.ts";
import { webhookChange, webhookToMake } from "../../webhooks/webhook-schema.ts";
import { answered, editorOnly, refusals } from "../calls.ts";
import { wireEvent } from "./answers.ts";

const timeOrNull = z.iso.datetime().nullable();
const webhook = z.object({
  id: z.uuid(),
  name: z.string(),
  url: z.url(),
  events: z.array(z.enum(WIRE_EVENT_NAMES)),
  sections: z.array(z.string()),
  state: z.enum(["active", "paused", "disabled"]),
  waiting: z.int().nullable().meta({ description: "Events not acknowledged yet; null: of another epoch." }),
  createdAt: z.iso.datetime(),
  deliveredAt: timeOrNull,
  failingSince: timeOrNull,
  attempts: z.int().min(0),
  lastFailure: z.string().nullable(),
  nextAt: timeOrNull,
});
const made = z.object({
  id: z.uuid(),
  secret: z
    .string()
    .regex(/^whsec_/)
    .meta({ description: "Told this once." }),
});

const path = z.object({ id: z.uuid() });
const STRANGERS: ProblemName[] = ["unauthenticated", "forbidden", "second-factor"];
const WRITE: ProblemName[] = [...STRANGERS, "foreign-origin", "forged", "unavailable"];
const BODY: ProblemName[] = ["unreadable-request", "not-json", "too-large", "invalid"];

/** The calls about webhooks, for admins with a session; and what their receivers are sent. */
export function webhookCalls(sections: readonly Section[]): ZodOpenApiPathsObject {
  const described = (operationId: string, summary: string) => ({
    ...editorOnly(operationId, summary),
    tags: ["Webhooks"],
    security: [{ session: [], csrf: [] }],
  });
  return {
    "/v1/webhooks": {
      get: {
        ...described("listWebhooks", "The webhooks, and how they stand"),
        responses: {
          ...answered("All of them", z.object({ webhooks: z.array(webhook) })),
          ...refusals(...STRANGERS, "unavailable"),
        },
      },
      post: {
        ...described("makeWebhook", "Make a webhook that begins with what comes after this moment"),
        requestBody: { required: true, content: { "application/json": { schema: webhookToMake(sections) } } },
        responses: {
          201: { description: "With its secret", content: { "application/json": { schema: made } } },
          ...refusals(...WRITE, ...BODY),
        },
      },
    },
    "/v1/webhooks/{id}": {
      put: {
        ...described("changeWebhook", "Pause a webhook, or let it go on where it stopped"),
        requestParams: { path },
        requestBody: { required: true, content: { "application/json": { schema: webhookChange } } },
        responses: { 204: { description: "It is so" }, ...refusals(...WRITE, ...BODY, "not-found") },
      },
      delete: {
        ...described("deleteWebhook", "Delete a webhook"),
        requestParams: { path },
        responses: { 204: { description: "It is gone" }, ...refusals(...WRITE, "not-found") },
      },
    },
  };
}

const message = (type: string, events: z.ZodType) =>
  z.object({
    type: z.literal(type),
    timestamp: z.iso.datetime(),
    data: z.object({
      upTo: z.string().meta({ description: "A cursor: everything up to here is told, or is not for this one." }),
      events,
    }),
  });

/** What receivers of webhooks are sent. */
export function sentToReceivers(): NonNullable<ZodOpenApiObject["webhooks"]> {
  const sent = (summary: string, description: string, schema: z.ZodType) => ({
    post: {
      ...{ summary, tags: ["Webhooks"], description },
      requestParams: {
        header: z.object({
          "webhook-id": z.string().meta({ description: "The same for the same events." }),
          "webhook-timestamp": z.string().meta({ description: "Seconds since 1970." }),
          "webhook-signature": z.string().meta({
            description:
              "v1, and base64 of HMAC-SHA256 over `id.timestamp.body`; its key is what follows whsec_, from base64.",
          }),
        }),
      },
      requestBody: { content: { "application/json": { schema } } },
      responses: {
        "2XX": { description: "It has them. Anything else, or none within 7 s: they are sent again." },
        410: { description: "It wants no more: the webhook is disabled." },
      },
    },
  });
  return {
    "wire.events": sent(
      "What is on the wire",
      "Numbers come in order. One that was done with may come again: pass over it.",
      message("wire.events", z.array(wireEvent).max(100)),
    ),
    "wire.reset": sent(
      "The numbers begin anew",
      "After a restore. Forget the number that is kept, read the paper afresh, and go on after `upTo`.",
      message("wire.reset", z.array(wireEvent).length(0)),
    ),
  };
}
