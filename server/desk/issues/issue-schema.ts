import { z } from "zod";
import type { Clock } from "../../../core/clock.ts";
import { NEWSLETTER_SLUG } from "../../../core/news/newsletter.ts";
import { moment } from "../fields/story-schema.ts";
import { markdown, writtenLine } from "../fields/texts.ts";

const version = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const storyIds = z
  .array(z.uuid().toLowerCase())
  .max(50)
  .refine((ids) => new Set(ids).size === ids.length, "has something twice")
  .meta({ uniqueItems: true, description: "Ids of published stories, in the order of the mail." });

export type IssueSchemas = ReturnType<typeof createIssueSchemas>;

/** What requests about issues carry. */
export function createIssueSchemas({ clock }: { clock: Pick<Clock, "now"> }) {
  const sendAt = moment(clock).meta({ format: "date-time", description: "At most a year ahead; past: at once." });
  return {
    post: z
      .strictObject({
        subject: writtenLine(200),
        intro: markdown().optional().meta({ description: "Markdown, above the stories." }),
        storyIds: storyIds.optional().meta({
          uniqueItems: true,
          description: "In the order of the mail. Left out: a digest of what came out since the last issue.",
        }),
        sendAt: sendAt.optional(),
      })
      .meta({ id: "NewIssue" }),
    start: z.strictObject({ version, sendAt: sendAt.optional() }).meta({ id: "IssueToStart" }),
  };
}

const slug = z.string().regex(NEWSLETTER_SLUG).max(64);

/** An issue at work may hold anything that was typed: it is refused for nothing but what the store cannot hold. */
const typed = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "has what no text has");

/** Body of `PUT /v1/desk/issues/{id}`. */
export const issueToSave = z
  .strictObject({
    version: version.meta({ description: "The version that this makes: the present one + 1, or 1." }),
    ...{ newsletter: slug, subject: typed(1_000), intro: typed(256 * 1024), storyIds },
  })
  .meta({ id: "IssueToSave" });

/** Body of `POST /v1/desk/issues/preview` and of a test. */
export const issueToSee = z
  .strictObject({ newsletter: slug, subject: typed(1_000), intro: typed(256 * 1024), storyIds })
  .meta({ id: "IssueToSee" });

export const issueTurn = z.strictObject({ to: z.enum(["paused", "sending", "cancelled"]) }).meta({ id: "IssueTurn" });
export const doubtDecision = z.strictObject({ again: z.boolean() }).meta({ id: "DoubtDecision" });
export const mailRate = z
  .strictObject({ perSecond: z.number().min(0.01).max(10_000).nullable() })
  .meta({ id: "MailRate" });
