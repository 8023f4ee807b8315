import { timeText } from "../../core/clock.ts";
import type { Section } from "../../core/news/section.ts";
import type { Store } from "../../core/store/connect.ts";
import {
  createWebhook,
  deleteWebhook,
  type ListedWebhook,
  listWebhooks,
  setWebhookState,
} from "../../core/store/webhooks/keep-webhooks.ts";
import { isUuid } from "../../core/uuid.ts";
import { shaped } from "../desk/fields/story-rules.ts";
import { type EditorCall, pathParameter, type Reply } from "../http/answers/answer.ts";
import { isProblem, problem } from "../http/answers/problem.ts";
import { readJson } from "../http/body.ts";
import { webhookChange, webhookToMake } from "./webhook-schema.ts";

export interface WebhookParts {
  store: Store;
  sections: readonly Section[];
}

const NO_SUCH_WEBHOOK = problem("not-found", "There is no such webhook.");
const PRIVATE = { "Cache-Control": "no-store" };

/** `GET /v1/webhooks` */
export function listAllWebhooks({ store }: WebhookParts) {
  return async ({ patience }: EditorCall): Promise<Reply> => {
    const webhooks = (await patience.wait(listWebhooks(store))).filter(({ kind }) => kind === "events");
    return { status: 200, json: JSON.stringify({ webhooks: webhooks.map(told) }), headers: PRIVATE };
  };
}

/** `POST /v1/webhooks`: the secret is in the answer, and nowhere afterwards. */
export function makeWebhook({ store, sections }: WebhookParts) {
  const schema = webhookToMake(sections);
  return async ({ request, caller, patience }: EditorCall): Promise<Reply> => {
    const body = await readJson(request);
    if (isProblem(body)) return body;
    const checked = shaped(schema, body.json);
    if (isProblem(checked)) return checked;
    const made = await patience.wait(createWebhook(store, caller, checked.fields));
    return { status: 201, json: JSON.stringify(made), headers: PRIVATE };
  };
}

/** `PUT /v1/webhooks/{id}`: pauses it, or lets it go on; 204 also when it is so already. */
export function changeWebhook({ store }: WebhookParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = idIn(call);
    if (id === null || !(await call.patience.wait(isKnown(store, id)))) return NO_SUCH_WEBHOOK;
    const body = await readJson(call.request);
    if (isProblem(body)) return body;
    const checked = shaped(webhookChange, body.json);
    if (isProblem(checked)) return checked;
    await call.patience.wait(setWebhookState(store, call.caller, id, checked.fields.state));
    return { status: 204 };
  };
}

/** `DELETE /v1/webhooks/{id}` */
export function dropWebhook({ store }: WebhookParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = idIn(call);
    const isGone = id !== null && (await call.patience.wait(deleteWebhook(store, call.caller, id)));
    return isGone ? { status: 204 } : NO_SUCH_WEBHOOK;
  };
}

async function isKnown(store: Store, id: string): Promise<boolean> {
  return (await listWebhooks(store)).some((webhook) => webhook.id === id && webhook.kind === "events");
}

function idIn(call: EditorCall): string | null {
  const id = pathParameter(call, "id").toLowerCase();
  return isUuid(id) ? id : null;
}

function told({ kind: _, createdAt, deliveredAt, failingSince, nextAt, ...webhook }: ListedWebhook): object {
  const time = (at: Date | null) => at && timeText(at.getTime());
  return {
    ...webhook,
    createdAt: time(createdAt),
    deliveredAt: time(deliveredAt),
    failingSince: time(failingSince),
    nextAt: failingSince && time(nextAt),
  };
}
