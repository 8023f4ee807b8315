import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { mailReports, signUpBody } from "../../mailing/call-bodies.ts";
import { answered, refusals } from "../calls.ts";

const accepted = z.object({ message: z.string() });
const taken = z.object({ taken: z.int().min(0).meta({ description: "0: this report had been taken before." }) });

const signature = z.object({
  "webhook-id": z.string().meta({ description: "Of this report; one that was taken changes nothing again." }),
  "webhook-timestamp": z.string().meta({ description: "Seconds since 1970; good for five minutes." }),
  "webhook-signature": z
    .string()
    .meta({ description: "`v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body` with MAIL_WEBHOOK_SECRET." }),
});

/** The calls of readers who want newsletters, and of mail services. */
export function mailingCalls(): ZodOpenApiPathsObject {
  return {
    "/v1/newsletters/{slug}/subscriptions": {
      post: {
        ...{ operationId: "subscribe", summary: "Ask for a newsletter", tags: ["Newsletters"] },
        description:
          "A mail with a link to confirm follows. The answer is the same for every address, whoever is subscribed. " +
          "Three such mails a day go to one mailbox at most.",
        requestParams: { path: z.object({ slug: z.string() }) },
        requestBody: {
          required: true,
          content: { "application/json": { schema: signUpBody, example: { email: "name@example.org" } } },
        },
        responses: {
          202: { description: "Look into the mail", content: { "application/json": { schema: accepted } } },
          ...refusals("unreadable-request", "foreign-origin", "not-found", "too-large", "not-json", "invalid"),
          ...refusals("too-many", "unavailable"),
        },
      },
    },
    "/v1/mail/events": {
      post: {
        ...{
          operationId: "reportMails",
          summary: "Bounces and complaints, from a mail service",
          tags: ["Newsletters"],
        },
        description: "404 while no MAIL_WEBHOOK_SECRET is set. Signed as Standard Webhooks say.",
        requestParams: { header: signature },
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: mailReports,
              example: { events: [{ kind: "bounced", email: "name@example.org" }] },
            },
          },
        },
        responses: {
          ...answered("Taken", taken),
          ...refusals("unreadable-request", "unsigned", "not-found", "too-large", "invalid", "unavailable"),
        },
      },
    },
  };
}
