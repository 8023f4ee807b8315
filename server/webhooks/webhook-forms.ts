import type { RequestHandler, Response } from "express";
import {
  createWebhook,
  deleteWebhook,
  listWebhooks,
  setWebhookState,
} from "../../core/store/webhooks/keep-webhooks.ts";
import { WIRE_EVENT_NAMES } from "../../core/store/webhooks/webhook-schema.ts";
import { isUuid } from "../../core/uuid.ts";
import { shaped } from "../desk/fields/story-rules.ts";
import { isProblem } from "../http/answers/problem.ts";
import type { Caller } from "../http/callers/caller.ts";
import { callerOf, formOf } from "../http/gate.ts";
import type { DeskPress } from "../people/pages/desk-frame.ts";
import { sendDeskPage, sendOn } from "../people/pages/send-desk-page.ts";
import type { WebhookParts } from "./keep-webhooks.ts";
import { webhookToMake } from "./webhook-schema.ts";
import { drawWebhooks, type WebhooksView } from "./webhooks-page.ts";

/** What an admin does about webhooks in the desk's page. */

export interface WebhookFormParts extends WebhookParts {
  press: DeskPress;
}

const DONE: Record<string, string> = {
  pause: "That webhook is paused. It keeps its place on the wire.",
  resume: "That webhook goes on where it stopped.",
  delete: "That webhook is deleted.",
};

/** `GET /desk/webhooks` */
export function showWebhooks(parts: WebhookFormParts): RequestHandler {
  return (request, response) => {
    const { done } = request.query;
    return send(parts, response, 200, { done: typeof done === "string" ? DONE[done] : undefined });
  };
}

/** `POST /desk/webhooks/make`: the secret is on the page that answers, and nowhere afterwards. */
export function makeByForm(parts: WebhookFormParts): RequestHandler {
  const schema = webhookToMake(parts.sections);
  return async (_request, response) => {
    const form = formOf(response);
    const checked = shaped(schema, {
      ...{ name: form.name ?? "", url: form.url ?? "" },
      events: WIRE_EVENT_NAMES.filter((name) => form[`event-${name}`] === "yes"),
      sections: parts.sections.map(({ slug }) => slug).filter((slug) => form[`section-${slug}`] === "yes"),
    });
    if (isProblem(checked)) {
      const [first] = checked.errors ?? [];
      const complaint = `${FIELDS[first?.pointer ?? ""] ?? "Something"} ${first?.detail ?? "is missing"}.`;
      return send(parts, response, 422, { complaint, typed: form });
    }
    const { secret } = await createWebhook(parts.store, callerOf(response), checked.fields);
    return send(parts, response, 200, { made: { name: checked.fields.name, secret } });
  };
}

const FIELDS: Record<string, string> = { "/name": "The name", "/url": "The address", "/events": "What it is told" };

/** `POST /desk/webhooks/pause` */
export function pauseByForm(parts: WebhookFormParts): RequestHandler {
  return onWebhook(parts, "pause", (caller, id) => setWebhookState(parts.store, caller, id, "paused"));
}

/** `POST /desk/webhooks/resume` */
export function resumeByForm(parts: WebhookFormParts): RequestHandler {
  return onWebhook(parts, "resume", (caller, id) => setWebhookState(parts.store, caller, id, "active"));
}

/** `POST /desk/webhooks/delete` */
export function deleteByForm(parts: WebhookFormParts): RequestHandler {
  return onWebhook(parts, "delete", (caller, id) => deleteWebhook(parts.store, caller, id));
}

function onWebhook(
  parts: WebhookFormParts,
  done: string,
  act: (caller: Caller, id: string) => Promise<boolean>,
): RequestHandler {
  return async (_request, response) => {
    const { webhook = "" } = formOf(response);
    const isDone = isUuid(webhook) && (await act(callerOf(response), webhook));
    if (isDone) return sendOn(response, `/desk/webhooks?done=${done}`);
    return send(parts, response, 404, { complaint: "There is no such webhook, or it is so already." });
  };
}

async function send(
  { store, press, sections }: WebhookFormParts,
  response: Response,
  status: number,
  said: Partial<WebhooksView>,
): Promise<void> {
  const webhooks = await listWebhooks(store);
  sendDeskPage(response, status, drawWebhooks(press, { caller: callerOf(response), webhooks, sections, ...said }));
}
