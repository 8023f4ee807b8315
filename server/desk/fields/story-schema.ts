import { z } from "zod";
import type { Clock } from "../../../core/clock.ts";
import type { Section } from "../../../core/news/section.ts";
import { URGENCIES, VERIFICATIONS } from "../../../core/news/story.ts";
import { line, markdown, writtenLine } from "./texts.ts";

/*
 * What the desk may send, field by field. Built once at start. The same schemas check requests and describe the API
 * (server/openapi); rules that take two fields, or the story as it stands, are in story-rules.ts.
 */

const MAX_REV = 2 ** 31 - 1;
const NOTE_LENGTH = 400;

export interface SchemaParts {
  clock: Pick<Clock, "now">;
  sections: Section[];
}

export type StorySchemas = ReturnType<typeof createStorySchemas>;
/** The fields of a story that a request sets. */
export type StoryFields = AnyOf<z.output<StorySchemas["post"]>>;
type AnyOf<T> = { [Field in keyof T]?: T[Field] | undefined };

export function createStorySchemas({ clock, sections }: SchemaParts) {
  const { headline, section, ...others } = storyFields({ clock, sections });
  const optional = z.object(others).partial().shape;
  const changes = { ...optional, headline: headline.optional(), section: section.optional() };
  const rev = z.int().max(MAX_REV).meta({ minimum: 2, description: "The story's present revision + 1." });
  const note = writtenLine(NOTE_LENGTH).meta({ description: "What readers are told." });

  const update = z.strictObject({ rev, kind: z.literal("update"), note: line(NOTE_LENGTH).optional(), ...changes });
  const correction = z.strictObject({ rev, kind: z.literal("correction"), note, ...changes });
  const label = z.strictObject({ rev, kind: z.literal("label"), verification: z.enum(VERIFICATIONS) });
  return {
    post: z.strictObject({ headline, section, ...optional }).meta({ id: "NewStory" }),
    revision: z.discriminatedUnion("kind", [update, correction, label]).meta({ id: "Revision" }),
    retraction: z.strictObject({ rev, note }).meta({ id: "Retraction" }),
  };
}

function storyFields({ clock, sections }: SchemaParts) {
  return {
    headline: writtenLine(200),
    standfirst: line(400).meta({ description: "The line under the headline." }),
    body: markdown().meta({ description: "Markdown, at most 256 KiB; raw HTML shows as text." }),
    section: sectionOf(sections),
    topics: unlikeEachOther(z.array(writtenLine(64)).max(12)),
    urgency: z.enum(URGENCIES).meta({ description: "Default: routine." }),
    expiresInMinutes: z.int().min(1).max(240).meta({ description: "With flash and breaking only; default 20." }),
    byline: line(120),
    related: unlikeEachOther(z.array(z.uuid().toLowerCase()).max(10)).meta({
      description: "Ids of published stories.",
    }),
    lead: z.boolean().meta({ description: "Leads the front page until another story does." }),
    verification: z.enum(VERIFICATIONS).meta({ description: "Default: confirmed." }),
    releaseAt: moment(clock).meta({
      format: "date-time",
      description: "Held back until then, at most a year; what is past goes out at once.",
    }),
    holdSeconds: z.int().min(0).max(600).meta({ description: "Held back for a moment in which it can be undone." }),
    ifSimilar: z.enum(["refuse", "publish"]).meta({
      description:
        "With flash and breaking only: refuse if a similar alert went out within 10 minutes. Default: publish.",
    }),
  };
}

/** By slug or by name; the slug is what is kept. */
function sectionOf(sections: Section[]) {
  const slugs = new Map(sections.flatMap(({ name, slug }) => [[name, slug] as const, [slug, slug] as const]));
  const told = `must be one of ${sections.map(({ slug }) => slug).join(", ")}`;
  return z
    .string()
    .transform((given, context) => {
      const slug = slugs.get(given.normalize("NFC").trim());
      if (slug !== undefined) return slug;
      context.addIssue(told);
      return z.NEVER;
    })
    .meta({ description: "A section's slug or name." });
}

function unlikeEachOther<T extends z.ZodArray<z.ZodType<string>>>(list: T) {
  return list
    .refine((texts) => new Set(texts).size === texts.length, "has something twice")
    .meta({ uniqueItems: true });
}

/** RFC 3339 with an offset, at most a year ahead on the wire's clock. */
export function moment(clock: Pick<Clock, "now">) {
  return z
    .string()
    .toUpperCase() // "t" and "z" are as good in RFC 3339
    .pipe(z.iso.datetime({ offset: true, error: "must be an RFC 3339 time with an offset" }))
    .transform(notBefore)
    .refine((time) => time.getTime() <= aYearAfter(clock.now()), "is more than a year ahead");
}

/** The first whole millisecond that is not before `text`: an embargo does not end early for want of digits. */
function notBefore(text: string): Date {
  const isBetween = /\.\d{3}\d*[1-9]/.test(text);
  return new Date(Date.parse(text) + (isBetween ? 1 : 0));
}

function aYearAfter(nowMs: number): number {
  const time = new Date(nowMs);
  return time.setUTCFullYear(time.getUTCFullYear() + 1);
}
