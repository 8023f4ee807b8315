import { z } from "zod";

/* What calls about issues answer, as schemas; core/pipes/desk-mailing.ts has the same as types. */

const time = z.iso.datetime();
const count = z.int().min(0);
const books = { recipients: count, pending: count, inFlight: count, sent: count, failed: count, suppressed: count };
const receiptFields = { ...books, doubtful: count };

export const issueAccepted = z.object({ id: z.uuid(), receiptUrl: z.url() }).meta({ id: "IssueAccepted" });

export const issueReceipt = z
  .object(receiptFields)
  .meta({ id: "IssueReceipt", description: "`recipients` is the sum of the others. `doubtful`: nobody knows." });

export const newsletterList = z
  .object({
    newsletters: z.array(
      z.object({
        ...{ slug: z.string(), name: z.string(), promise: z.string() },
        cadence: z.enum(["by hand", "daily", "weekly", "alerts"]),
      }),
    ),
  })
  .meta({ id: "NewsletterList" });

const deskNewsletter = z.object({
  ...{ slug: z.string(), name: z.string(), promise: z.string(), weekday: z.int().nullable() },
  cadence: z.enum(["by hand", "daily", "weekly", "alerts"]),
  localTime: z.string().nullable(),
  audience: count.meta({ description: "Who would get a mail now." }),
});
export const deskNewsletters = z
  .object({
    newsletters: z.array(deskNewsletter),
    outboxDir: z.string().nullable().meta({ description: "Where mails are kept without a relay; null: there is one." }),
    rate: z.object({ perSecond: z.number(), isSetHere: z.boolean() }),
  })
  .meta({ id: "DeskNewsletters" });

const issueStory = z.object({ id: z.uuid(), headline: z.string(), section: z.string(), isOut: z.boolean() });
export const digest = z.object({ stories: z.array(issueStory) }).meta({ id: "Digest" });

const deskIssue = z.object({
  ...{ id: z.uuid(), newsletter: z.string(), subject: z.string(), version: z.int().min(1), by: z.string() },
  state: z.enum(["draft", "scheduled", "sending", "paused", "sent", "cancelled"]),
  ...{ createdAt: time, sendAt: time.optional(), startedAt: time.optional(), endedAt: time.optional() },
  remark: z.string().optional(),
  ...receiptFields,
  undecided: count.meta({ description: "Doubtful ones that nobody has decided." }),
  url: z.url(),
});
export const deskIssueList = z.object({ issues: z.array(deskIssue) }).meta({ id: "DeskIssueList" });
export const deskIssueDetail = deskIssue
  .extend({ intro: z.string(), stories: z.array(issueStory) })
  .meta({ id: "DeskIssue" });

export const issuePreview = z.object({ html: z.string(), text: z.string() }).meta({ id: "IssuePreview" });
export const testSent = z
  .object({ outcome: z.enum(["sent", "refused", "later", "unknown"]), word: z.string(), to: z.string() })
  .meta({ id: "TestSent" });
export const doubtList = z
  .object({
    doubtful: z.array(z.object({ subscriber: z.uuid(), email: z.string().nullable(), at: time, reason: z.string() })),
  })
  .meta({ id: "DoubtList" });
