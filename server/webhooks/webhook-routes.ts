import { known } from "../http/answers/answer.ts";
import type { Route } from "../http/route-table.ts";
import { changeWebhook, dropWebhook, listAllWebhooks, makeWebhook } from "./keep-webhooks.ts";
import {
  deleteByForm,
  makeByForm,
  pauseByForm,
  resumeByForm,
  showWebhooks,
  type WebhookFormParts,
} from "./webhook-forms.ts";

/** Webhooks, for admins: the desk's page, and the same as calls. */
export function webhookRoutes(parts: WebhookFormParts): Route[] {
  return [
    ["GET", "/desk/webhooks", "admin", showWebhooks(parts)],
    ["POST", "/desk/webhooks/make", "admin", makeByForm(parts)],
    ["POST", "/desk/webhooks/pause", "admin", pauseByForm(parts)],
    ["POST", "/desk/webhooks/resume", "admin", resumeByForm(parts)],
    ["POST", "/desk/webhooks/delete", "admin", deleteByForm(parts)],
    ["GET", "/v1/webhooks", "admin", known(listAllWebhooks(parts))],
    ["POST", "/v1/webhooks", "admin", known(makeWebhook(parts))],
    ["PUT", "/v1/webhooks/:id", "admin", known(changeWebhook(parts))],
    ["DELETE", "/v1/webhooks/:id", "admin", known(dropWebhook(parts))],
  ];
}
