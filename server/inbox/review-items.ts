import { z } from "zod";
import type { Inbox } from "../../core/news/inbox.ts";
import type { Site } from "../../core/settings/config.ts";
import type { Store } from "../../core/store/connect.ts";
import { listInboxSources } from "../../core/store/inbox/manage-sources.ts";
import { dismissItems, listItems, readItem } from "../../core/store/inbox/review-items.ts";
import { takeItem } from "../../core/store/inbox/take-item.ts";
import { shaped } from "../desk/fields/story-rules.ts";
import { type EditorCall, pathParameter, type Reply } from "../http/answers/answer.ts";
import { isProblem, problem } from "../http/answers/problem.ts";
import { readJson } from "../http/body.ts";

export interface ReviewParts {
  store: Store;
  site: Pick<Site, "timeZone">;
}

const NO_SUCH_ITEM = problem("not-found", "There is no such item in the inbox.");
const PRIVATE = { "Cache-Control": "no-store" };
const uuid = z.uuid().toLowerCase();

/** Query of `GET /v1/desk/inbox`. */
export const inboxQuery = z.object({ source: uuid.optional().meta({ description: "Only of this source." }) });

/** Body of `POST /v1/desk/inbox/{id}/take`. */
export const takeRequest = z
  .strictObject({
    draft: uuid.meta({ description: "The id of the draft that is made; the same one again is the same taking." }),
    evenIfTaken: z.boolean().optional().meta({ description: "Whoever asks knows that somebody has it." }),
  })
  .meta({ id: "Taking" });

/** Body of `POST /v1/desk/inbox/dismissals`. */
export const dismissal = z
  .strictObject({
    items: z.array(uuid).min(1).max(200),
    undo: z.boolean().optional().meta({ description: "They wait again." }),
  })
  .meta({ id: "Dismissal" });

/** `GET /v1/desk/inbox`: what waits, the newest first, and what was taken lately; and how each source is. */
export function listInbox({ store }: ReviewParts) {
  return async ({ request, patience }: EditorCall): Promise<Reply> => {
    const checked = shaped(inboxQuery, request.query);
    if (isProblem(checked)) return checked;
    const [items, sources] = await patience.wait(
      Promise.all([listItems(store, checked.fields.source ?? null), listInboxSources(store)]),
    );
    const inbox: Inbox = { items, sources };
    return { status: 200, json: JSON.stringify(inbox), headers: PRIVATE };
  };
}

/** `GET /v1/desk/inbox/{id}`: with its whole text. */
export function readInboxItem({ store }: ReviewParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = uuid.safeParse(pathParameter(call, "id"));
    const item = id.success ? await call.patience.wait(readItem(store, id.data)) : null;
    return item ? { status: 200, json: JSON.stringify(item), headers: PRIVATE } : NO_SUCH_ITEM;
  };
}

/** `POST /v1/desk/inbox/{id}/take`: 200 with the draft; 409 with who has it, when somebody else does. */
export function take({ store, site }: ReviewParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = uuid.safeParse(pathParameter(call, "id"));
    if (!id.success) return NO_SUCH_ITEM;
    const body = await readJson(call.request);
    if (isProblem(body)) return body;
    const checked = shaped(takeRequest, body.json);
    if (isProblem(checked)) return checked;
    const { draft, evenIfTaken = false } = checked.fields;
    const { account, caller } = call;
    const taking = await call.patience.wait(
      takeItem(store, {
        ...{ item: id.data, draft, account, address: caller.address, evenIfTaken },
        timeZone: site.timeZone,
      }),
    );
    switch (taking.outcome) {
      case "taken":
        return { status: 200, json: JSON.stringify(taking.draft), headers: PRIVATE };
      case "has it": {
        const { by, at, story } = taking;
        return problem("item-taken", `${by} has it.`, { members: { by, at, ...(story !== null && { story }) } });
      }
      case "withdrawn":
        return problem("item-withdrawn", "Its source has taken it back.");
      case "missing":
        return NO_SUCH_ITEM;
    }
  };
}

/** `POST /v1/desk/inbox/dismissals`: nobody wants these. What somebody took meanwhile stays taken. */
export function dismiss({ store }: ReviewParts) {
  return async ({ request, patience, account, caller }: EditorCall): Promise<Reply> => {
    const body = await readJson(request);
    if (isProblem(body)) return body;
    const checked = shaped(dismissal, body.json);
    if (isProblem(checked)) return checked;
    const { items, undo = false } = checked.fields;
    const { address } = caller;
    const count = await patience.wait(dismissItems(store, { items, account, address, isUndone: undo }));
    return { status: 200, json: JSON.stringify({ count }), headers: PRIVATE };
  };
}
