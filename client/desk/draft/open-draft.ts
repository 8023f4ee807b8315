import type { Draft, DraftFields, DraftState } from "../../../core/news/draft.ts";

/** A draft as the composer holds it. */
export interface OpenDraft {
  id: string;
  /** The last version that the server is known to have; 0: none. */
  version: number;
  state: DraftState;
  fields: DraftFields;
  story?: string;
  baseRev?: number;
}

export function openDraftOf({ id, version, state, fields, story, baseRev }: Draft): OpenDraft {
  return { id, version, state, fields, ...(story && { story }), ...(baseRev && { baseRev }) };
}
