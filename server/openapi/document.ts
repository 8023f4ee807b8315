import { createDocument } from "zod-openapi";
import type { Site } from "../../core/settings/config.ts";
import type { StorySchemas } from "../desk/fields/story-schema.ts";
import type { IssueSchemas } from "../desk/issues/issue-schema.ts";
import type { SubscriptionSchemas } from "../push/subscription-schema.ts";
import { deskCalls } from "./calls/desk-calls.ts";
import { eventCalls } from "./calls/event-calls.ts";
import { inboxCalls } from "./calls/inbox-calls.ts";
import { issueCalls } from "./calls/issue-calls.ts";
import { mailingCalls } from "./calls/mailing-calls.ts";
import { peopleCalls } from "./calls/people-calls.ts";
import { pushCalls } from "./calls/push-calls.ts";
import { storyCalls } from "./calls/story-calls.ts";
import { sentToReceivers, webhookCalls } from "./calls/webhook-calls.ts";

export interface DocumentParts {
  site: Pick<Site, "name" | "publicUrl" | "sections">;
  /** The schemas that check the desk's requests. */
  schemas: StorySchemas;
  /** Those that check what devices ask for. */
  subscriptions: SubscriptionSchemas;

  issueSchemas: IssueSchemas;
}

const SECURITY = {
  token: { type: "http", scheme: "bearer", description: "EDITOR_TOKEN, or a token made at /desk/account." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "london.session_token",
    description: "Set by signing in at /desk.",
  },
  csrf: {
    type: "apiKey",
    in: "header",
    name: "X-CSRF-Token",
    description: "With a session's writes: see `GET /v1/me`.",
  },
} as const;

/** The API's description, OpenAPI 3.1, as JSON text: what `GET /v1/openapi.json` answers. Made once at start. */
export function apiDocument({ site, schemas, issueSchemas, subscriptions }: DocumentParts): string {
  const document = createDocument({
    openapi: "3.1.0",
    info: {
      title: `${site.name}: the API`,
      version: "1",
      description:
        "JSON in and out, UTF-8, times in RFC 3339 UTC. Refusals are problem+json (RFC 9457); their `type` is an address " +
        "that says what to do. Checked in this order: who asks (401, 403), what about (404, 410), media type and size " +
        "(415, 413), body (400, 422), the story's state (409).",
    },
    servers: [{ url: site.publicUrl }],
    tags: ["Stories", "Wire", "Desk", "Newsletters", "Alerts", "Webhooks", "Health"].map((name) => ({ name })),
    paths: {
      ...storyCalls({ schemas, sections: site.sections }),
      ...issueCalls(issueSchemas),
      ...deskCalls(),
      ...inboxCalls(),
      ...eventCalls(),
      ...peopleCalls(),
      ...pushCalls(subscriptions),
      ...webhookCalls(site.sections),
      ...mailingCalls(),
    },
    webhooks: sentToReceivers(),
    components: { securitySchemes: SECURITY },
  });
  return JSON.stringify(document);
}
