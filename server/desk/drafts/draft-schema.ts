import { z } from "zod";
import { DRAFT_KINDS, DRAFT_STATES } from "../../../core/news/draft.ts";
import { MOST_RELATED } from "../../../core/news/related.ts";
import { URGENCIES, VERIFICATIONS } from "../../../core/news/story.ts";

/*
 * What a draft may hold: anything that was typed. It is refused for nothing that a story would be refused for, because a
 * text that is not kept is a text that is lost; only for what the store cannot hold, and for what is no text of a person.
 */

const MAX_BODY = 256 * 1024;

function typed(max: number) {
  return z
    .string()
    .max(max, `has more than ${max} characters`)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "has what no text has");
}

export const draftFields = z
  .strictObject({
    kind: z.enum(DRAFT_KINDS),
    note: typed(2_000),
    headline: typed(2_000),
    standfirst: typed(4_000),
    body: typed(MAX_BODY),
    section: typed(100),
    topics: typed(2_000),
    urgency: z.enum(URGENCIES),
    expiresInMinutes: z.int().min(1).max(240),
    byline: typed(1_000),
    lead: z.boolean(),
    verification: z.enum(VERIFICATIONS),
    related: z.array(z.uuid().toLowerCase()).max(MOST_RELATED).optional(),
    releaseAt: typed(40).meta({ description: "The paper's own wall clock; empty: now." }),
  })
  .meta({ id: "DraftFields" });

const version = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

/** Body of `PUT /v1/desk/drafts/{id}`. */
export const draftToSave = z
  .strictObject({
    version: version.meta({ description: "The version that this makes: the present one + 1, or 1." }),
    state: z.enum(DRAFT_STATES),
    fields: draftFields,
    story: z.uuid().toLowerCase().optional().meta({ description: "The story that it changes." }),
    baseRev: version.optional().meta({ description: "The story's revision that it began from." }),
  })
  .meta({ id: "DraftToSave" });
