import type { Draft } from "../../../core/news/draft.ts";

/** A draft as the composer holds it. `version` is the last that the server is known to have; 0: none. */
export type OpenDraft = Pick<Draft, "id" | "version" | "state" | "fields" | "story" | "baseRev">;

export function openDraftOf({ id, version, state, fields, story, baseRev }: Draft): OpenDraft {
  return { id, version, state, fields, ...(story && { story }), ...(baseRev && { baseRev }) };
}
