import type { z } from "zod";
import { slugOf } from "../../../core/news/section.ts";
import { DEFAULT_EXPIRY_MINUTES, isAlert, type Urgency } from "../../../core/news/story.ts";
import { excerptOf } from "../../../core/page/markdown.ts";
import type { RevisionContent } from "../../../core/store/wire/commit-revision.ts";
import { type FieldError, fieldErrors, invalid, type Problem } from "../../http/answers/problem.ts";
import type { StoryFields } from "./story-schema.ts";

/** `json` as the schema gives it back, or 422 with all that is wrong with it. */
export function shaped<T extends z.ZodType>(schema: T, json: unknown): { fields: z.output<T> } | Problem {
  const result = schema.safeParse(json, { error: plainWords });
  return result.success ? { fields: result.data } : invalid(fieldErrors(result.error));
}

/** Rules that take two fields, or one and the urgency that the story already has. */
export function contradictions(fields: StoryFields, presentUrgency: Urgency = "routine"): FieldError[] {
  const { urgency = presentUrgency, expiresInMinutes, ifSimilar, releaseAt, holdSeconds } = fields;
  const errors: FieldError[] = [];
  if (expiresInMinutes !== undefined && !isAlert(urgency)) {
    errors.push({ pointer: "/expiresInMinutes", detail: "goes with urgency flash or breaking only" });
  }
  if (ifSimilar === "refuse" && !isAlert(urgency)) {
    errors.push({ pointer: "/ifSimilar", detail: "can be refuse with urgency flash or breaking only" });
  }
  if (releaseAt !== undefined && holdSeconds !== undefined) {
    errors.push({ pointer: "/holdSeconds", detail: "cannot go with releaseAt" });
  }
  return errors;
}

const PLAIN_FIELDS = ["standfirst", "section", "topics", "byline", "related", "lead", "verification"] as const;

/** The columns of a revision that these fields set, with what follows from them; nothing of a field that is left out. */
export function contentOf(fields: StoryFields): RevisionContent {
  const { headline, body, urgency, expiresInMinutes } = fields;
  const given = PLAIN_FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]);
  return {
    ...Object.fromEntries(given),
    ...(headline !== undefined && { headline, slug: slugOf(headline) }),
    ...(body !== undefined && { body, excerpt: excerptOf(body) }),
    ...(urgency !== undefined && { urgency, expires_in_minutes: isAlert(urgency) ? DEFAULT_EXPIRY_MINUTES : null }),
    ...(expiresInMinutes !== undefined && { expires_in_minutes: expiresInMinutes }),
  };
}

function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
  if (issue.code === "invalid_union") return "must be update, correction or label";
  return undefined;
}
