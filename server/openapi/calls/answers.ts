import { z } from "zod";
import { URGENCIES, VERIFICATIONS } from "../../../core/news/story.ts";

/*
 * What the API answers, as schemas: they describe the answers in the OpenAPI document, and the journeys hold the real
 * answers against that document.
 */

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC." });
const timeOrNull = time.nullable();
const url = z.url();
const rev = z.int().min(1).meta({ description: "The story's revision." });
const epoch = z
  .string()
  .regex(/^[0-9a-z]{12}$/)
  .meta({ description: "The wire's identity." });
const seq = z.int().min(1).meta({ description: "Number on the wire: 1, 2, 3 … without a hole." });

/** The answer to every write. */
export const accepted = z
  .object({
    id: z.uuid(),
    rev,
    status: z.enum(["scheduled", "held", "published", "retracted", "draft"]),
    epoch: epoch.optional(),
    seq: seq.optional(),
    url,
    receiptUrl: url,
  })
  .meta({ id: "Accepted", description: "`epoch` and `seq` when it is on the wire." });

const publishedFields = {
  id: z.uuid(),
  rev,
  status: z.literal("published"),
  headline: z.string(),
  standfirst: z.string(),
  excerpt: z.string().max(400).meta({ description: "Plain text." }),
  section: z.string(),
  urgency: z.enum(URGENCIES),
  verification: z.enum(VERIFICATIONS),
  lead: z.boolean(),
  url,
  publishedAt: time,
  updatedAt: time,
  expiresAt: time.optional(),
  note: z.string().optional(),
};

export const retractedStory = z
  .object({ id: z.uuid(), rev, status: z.literal("retracted"), url, note: z.string().optional() })
  .meta({ id: "RetractedStory", description: "What is left of a story that was taken back." });

export const story = z
  .object({
    ...publishedFields,
    body: z.string().meta({ description: "Markdown." }),
    bodyHtml: z.string(),
    byline: z.string(),
    topics: z.array(z.string()),
    related: z.array(z.uuid()),
  })
  .meta({ id: "Story" });

export const storyList = z.object({ stories: z.array(story), next: url.nullable() }).meta({ id: "StoryList" });

const score = z
  .number()
  .meta({ description: "How well it fits, above 0 and at most 1; of no meaning across queries." });
export const foundList = z
  .object({ stories: z.array(z.object({ ...story.shape, score })), next: z.null() })
  .meta({ id: "FoundList", description: "The best first." });

export const ninjs = z
  .looseObject({
    uri: z.string().meta({ description: "urn:uuid: and the story's id; the same for ever, and in the feeds." }),
    version: z.string().meta({ description: "The revision." }),
    pubStatus: z.enum(["usable", "canceled"]),
  })
  .meta({ id: "Ninjs", description: "Valid by http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json" });
export const ninjsList = z
  .object({
    cursor: z.string().meta({ description: "Where this answer ends, to come back with." }),
    complete: z.boolean().meta({ description: "False: the wire knows no such cursor, and these are the newest." }),
    isLast: z.boolean().meta({ description: "Whether there is nothing after this for now." }),
    items: z.array(ninjs),
  })
  .meta({ id: "NinjsList" });

const revision = z.object({
  rev,
  kind: z.enum(["new", "update", "correction", "label", "retraction"]),
  at: time,
  note: z.string().optional(),
  headline: z.string().optional(),
  standfirst: z.string().optional(),
  body: z.string().optional(),
});
export const revisionList = z
  .object({ revisions: z.array(revision) })
  .meta({ id: "RevisionList", description: "After a retraction without the texts." });

const count = z.int().min(0);
const ms = z.int().min(0).nullable();
export const receipt = z
  .object({
    stored: time,
    queued: timeOrNull,
    fannedOut: timeOrNull,
    firstScreen: timeOrNull,
    reach: z.object({ readers: count, open: count, shown: count }),
    timeToScreenMs: z.object({ p50: ms, p95: ms, p99: ms }),
  })
  .meta({ id: "Receipt", description: "What nobody observed is null." });

const numbered = { epoch, seq, at: time };
export const publishedEvent = z
  .object({ ...numbered, kind: z.enum(["new", "update", "correction", "label"]), story: z.object(publishedFields) })
  .meta({ id: "PublishedEvent" });
export const retractedEvent = z
  .object({ ...numbered, kind: z.enum(["retraction", "withdrawn"]), story: retractedStory })
  .meta({ id: "RetractedEvent" });
export const newsletterEvent = z
  .object({ ...numbered, newsletter: z.string(), issue: z.string(), subject: z.string(), url })
  .meta({ id: "NewsletterEvent" });
/** How far the wire has come. */
export const place = { epoch, top: count.meta({ description: "The newest number of the wire." }) };
/** Whatever stands on the wire. */
export const wireEvent = z.union([publishedEvent, retractedEvent, newsletterEvent]);
export const events = z
  .object({
    ...place,
    complete: z.boolean().meta({ description: "False for a cursor of another epoch, or above `top`." }),
    events: z.array(wireEvent),
  })
  .meta({ id: "Events" });

export const health = z
  .object({ checks: z.record(z.string(), z.enum(["ok", "failing"])), degraded: z.array(z.string()) })
  .meta({ id: "Health" });

export const problemDetails = z
  .looseObject({
    type: z.url().meta({ description: "What to do about it stands at this address." }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    current: rev.optional().meta({ description: "stale: the present revision." }),
    story: z
      .union([retractedStory, z.uuid()])
      .optional()
      .meta({ description: "gone: the tombstone; similar: its id." }),
  })
  .meta({ id: "Problem", description: "RFC 9457." });
