import { z } from "zod";
import { DRAFT_STATES } from "../../../core/news/draft.ts";
import { URGENCIES, VERIFICATIONS } from "../../../core/news/story.ts";
import { draftFields } from "../../desk/drafts/draft-schema.ts";
import { receipt } from "./answers.ts";

/* What the desk's own calls answer, as schemas: see answers.ts, and core/pipes/desk-events.ts for the same as types. */

const time = z.iso.datetime();
const count = z.int().min(0);
const rev = z.int().min(1);
const status = z.enum(["draft", "scheduled", "held", "published", "retracted"]);
const kind = z.enum(["new", "update", "correction", "label", "retraction"]);
const reach = z.object({ readers: count, open: count, shown: count });

export const draft = z
  .object({
    id: z.uuid(),
    version: rev,
    state: z.enum(DRAFT_STATES),
    fields: draftFields,
    story: z.uuid().optional(),
    baseRev: rev.optional(),
    author: z.string(),
    savedBy: z.string(),
    savedAt: time,
  })
  .meta({ id: "Draft" });
const draftLine = z.object({
  ...{ id: z.uuid(), version: rev, state: z.enum(DRAFT_STATES), headline: z.string(), urgency: z.enum(URGENCIES) },
  ...{ story: z.uuid().optional(), savedBy: z.string(), savedAt: time },
});
export const draftList = z.object({ drafts: z.array(draftLine) }).meta({ id: "DraftList" });

const deskStory = z.object({
  ...{ id: z.uuid(), rev, status, kind, headline: z.string(), section: z.string(), urgency: z.enum(URGENCIES) },
  ...{ verification: z.enum(VERIFICATIONS), lead: z.boolean(), by: z.string(), at: time, url: z.url() },
  ...{ releaseAt: time.optional(), publishedAt: time.optional(), expiresAt: time.optional() },
  note: z.string().optional(),
});
export const deskStoryList = z.object({ stories: z.array(deskStory) }).meta({ id: "DeskStoryList" });

const deskRevision = z.object({
  ...{ rev, kind, at: time, by: z.string(), note: z.string().optional() },
  ...{ headline: z.string(), standfirst: z.string(), body: z.string(), isPublic: z.boolean(), reach },
});
export const deskStoryDetail = deskStory
  .extend({
    ...{ standfirst: z.string(), body: z.string(), byline: z.string(), topics: z.array(z.string()) },
    related: z.array(z.uuid()),
    expiresInMinutes: z.int().optional(),
    revisions: z.array(deskRevision),
  })
  .meta({ id: "DeskStory" });

const toldReceipt = z.object({
  ...{ story: z.uuid(), rev, status, releaseAt: time.nullable(), isOut: z.boolean() },
  ...receipt.shape,
  histogram: z.array(z.tuple([count, count])).meta({ description: "`[upToMs, screens]`, where there are any." }),
  push: z
    .object({ waiting: count, sent: count, shown: count, failed: count, pruned: count, expired: count })
    .nullable()
    .meta({ description: "Devices that it was to be pushed to, by what became of it; null: it is pushed to nobody." }),
});
export const receiptList = z.object({ receipts: z.array(toldReceipt) }).meta({ id: "ReceiptList" });

export const audience = z
  .object({ push: count.meta({ description: "Devices that it would be pushed to." }) })
  .meta({ id: "Audience" });

export const similarList = z
  .object({
    stories: z.array(
      z.object({
        ...{ story: z.uuid(), headline: z.string(), at: time, by: z.string(), urgency: z.enum(URGENCIES), status },
        likeness: z.number().min(0).max(1),
      }),
    ),
  })
  .meta({ id: "SimilarList" });

const relatedChoice = z.object({ story: z.uuid(), headline: z.string(), section: z.string(), at: time });
export const relatedChoices = z
  .object({ suggested: z.array(relatedChoice).max(5), chosen: z.array(relatedChoice) })
  .meta({ id: "RelatedChoices" });

export const preview = z.object({ bodyHtml: z.string(), excerpt: z.string().max(400) }).meta({ id: "Preview" });

const spending = z.object({ spent: count, budget: count });
export const strip = z
  .object({
    ...{ now: time, servers: count, readers: count, unsent: count, unsentSince: time.nullable() },
    queue: z
      .object({ workers: count, depth: count, oldestMs: z.number().min(0).nullable(), failed: count })
      .nullable()
      .meta({ description: "Null: Redis does not answer." }),
    canary: z
      .object({ status: z.enum(["waiting", "green", "red"]), brokenHop: z.string().nullable(), silentMs: z.number() })
      .nullable()
      .meta({ description: "Null: nobody watches." }),
    degraded: z.array(z.string()),
    alertMails: count.meta({ description: "Who would get an alert by mail now." }),
    alerts: z.object({ flash: spending, breaking: spending }),
  })
  .meta({ id: "Strip" });
