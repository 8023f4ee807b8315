import { z } from "zod";
import type { Store } from "../../../core/store/connect.ts";
import { deleteDraft, listDrafts, readDraft, saveDraft as store } from "../../../core/store/newsroom/drafts.ts";
import type { EditorCall, Reply } from "../../http/answers/answer.ts";
import { isProblem, problem } from "../../http/answers/problem.ts";
import { readJson } from "../../http/body.ts";
import { shaped } from "../fields/story-rules.ts";
import { storyIdOf } from "../reading/public-story.ts";
import { draftToSave } from "./draft-schema.ts";

export interface DraftParts {
  store: Store;
}

const NO_SUCH_DRAFT = problem("not-found", "There is no such draft.");
const PRIVATE = { "Cache-Control": "no-store" };

/**
 * `PUT /v1/desk/drafts/{id}`: keeps what is in the composer. 409 with the present draft when somebody else saved in
 * between, so that both texts can be put side by side. Sent again it changes nothing, so an answer that was lost is no harm.
 */
export function saveDraft(parts: DraftParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    if (id === null) return NO_SUCH_DRAFT;
    const body = await readJson(call.request);
    if (isProblem(body)) return body;
    const checked = shaped(draftToSave, body.json);
    if (isProblem(checked)) return checked;
    const { story = null, baseRev = null, ...draft } = checked.fields;
    const saved = await call.patience.wait(
      store(parts.store, { id: id.toLowerCase(), story, baseRev, account: call.account, ...draft }),
    );
    if (saved) return { status: 200, json: JSON.stringify(saved), headers: PRIVATE };
    const present = await call.patience.wait(readDraft(parts.store, id));
    const current = present?.version ?? 0;
    return problem("draft-changed", `The draft is at version ${current}.`, { members: { current, draft: present } });
  };
}

/** `GET /v1/desk/drafts`: everybody's, the last saved first. */
export function listAllDrafts(parts: DraftParts) {
  return async ({ patience }: EditorCall): Promise<Reply> => {
    const drafts = await patience.wait(listDrafts(parts.store));
    return { status: 200, json: JSON.stringify({ drafts }), headers: PRIVATE };
  };
}

/** `GET /v1/desk/drafts/{id}` */
export function readOneDraft(parts: DraftParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    const draft = id === null ? null : await call.patience.wait(readDraft(parts.store, id));
    return draft ? { status: 200, json: JSON.stringify(draft), headers: PRIVATE } : NO_SUCH_DRAFT;
  };
}

/** Query of `DELETE /v1/desk/drafts/{id}`. */
export const draftToDrop = z.object({
  story: z.uuid().optional().meta({ description: "The story that it has become; left out: it is not wanted." }),
});

/** `DELETE /v1/desk/drafts/{id}`: 204, whether it was there or not. An item of the inbox that it was made from is told. */
export function dropDraft(parts: DraftParts) {
  return async (call: EditorCall): Promise<Reply> => {
    const id = storyIdOf(call);
    if (id === null) return NO_SUCH_DRAFT;
    const checked = shaped(draftToDrop, call.request.query);
    if (isProblem(checked)) return checked;
    await call.patience.wait(deleteDraft(parts.store, id, checked.fields.story ?? null));
    return { status: 204 };
  };
}
