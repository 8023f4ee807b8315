import { createHash } from "node:crypto";
import { slugOf } from "../../../core/news/section.ts";
import { tidyBody, tidyHeadline, tidyTopics } from "./agency-text.ts";

/** What the person at the shell may decide about every line. */
export interface LineOptions {
  /** Slug for lines that name no section; null: told from their topics, else `world`. */
  section: string | null;
  /** "from-kind": a line of kind flash or breaking goes out as that; null: everything is routine. */
  urgency: "from-kind" | null;
}

/** The JSON of one POST /v1/stories. */
export interface StoryToPost {
  headline: string;
  standfirst?: string;
  body?: string;
  section: string;
  topics?: string[];
  byline?: string;
  urgency?: "flash" | "breaking";
}

export type LineReading =
  | { ok: true; key: string; story: StoryToPost; publishedAtMs: number | null }
  | { ok: false; reason: string };

const MAX_HEADLINE_CHARACTERS = 200;
const MAX_BODY_BYTES = 256 * 1024;
const FALLBACK_SECTION = "world";

/** Topic codes of the agencies whose files are replayed most, and the section they belong to. */
const SECTION_OF_TOPIC = new Map(
  Object.entries({
    "science-and-technology": "technology",
    entertainment: "culture",
    ...Object.fromEntries(
      "earn acq crude money-fx interest trade ship money-supply grain wheat corn gold cpi jobs housing reserves"
        .split(" ")
        .map((topic) => [topic, "business"]),
    ),
  }),
);

/**
 * One line of a JSON Lines file as a story to post. Pure: the same line and options give the same key and story for
 * ever, so a file may be replayed again and again. Nothing is cut to fit but topics; what is too long is a reason.
 */
export function storyFromLine(line: string, options: LineOptions): LineReading {
  const parsed = parseLine(line);
  if (parsed === null) return { ok: false, reason: "not a JSON object" };
  const headline = tidyHeadline(textOf(parsed, "headline"));
  if (headline === "") return { ok: false, reason: "no headline" };
  const characters = [...headline].length;
  if (characters > MAX_HEADLINE_CHARACTERS) {
    return { ok: false, reason: `headline too long (${characters} characters of ${MAX_HEADLINE_CHARACTERS})` };
  }
  const body = tidyBody(textOf(parsed, "body"));
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
    return { ok: false, reason: `body too long (${Buffer.byteLength(body)} bytes of ${MAX_BODY_BYTES})` };
  }
  const standfirst = tidyHeadline(textOf(parsed, "standfirst"));
  const byline = tidyHeadline(textOf(parsed, "byline"));
  const topics = tidyTopics(parsed.topics);
  const urgency = options.urgency === "from-kind" ? urgencyOf(parsed.kind) : null;
  const story: StoryToPost = {
    headline,
    ...(standfirst && { standfirst }),
    ...(body && { body }),
    section: sectionOf(parsed.section, topics, options.section),
    ...(topics.length > 0 && { topics }),
    ...(byline && { byline }),
    ...(urgency && { urgency }),
  };
  const publishedAtMs = Date.parse(textOf(parsed, "publishedAt"));
  return {
    ok: true,
    key: keyOf(parsed.id, line),
    story,
    publishedAtMs: Number.isNaN(publishedAtMs) ? null : publishedAtMs,
  };
}

/** The Idempotency-Key: the line's own id if a header can carry it, else a hash of the id or of the line. */
function keyOf(id: unknown, line: string): string {
  const text = typeof id === "number" ? String(id) : typeof id === "string" ? id : "";
  if (/^[\x21-\x7e]{1,240}$/.test(text)) return `replay-${text}`;
  const hash = createHash("sha256")
    .update(text || line.trim())
    .digest("hex");
  return `replay-sha256-${hash}`;
}

function sectionOf(section: unknown, topics: string[], given: string | null): string {
  if (typeof section === "string" && section.trim() !== "") return slugOf(section);
  if (given !== null) return given;
  const found = topics.map((topic) => (topic === "business" ? topic : SECTION_OF_TOPIC.get(topic))).find(Boolean);
  return found ?? FALLBACK_SECTION;
}

function urgencyOf(kind: unknown): "flash" | "breaking" | null {
  return kind === "flash" || kind === "breaking" ? kind : null;
}

function textOf(parsed: Record<string, unknown>, name: string): string {
  const value = parsed[name];
  return typeof value === "string" ? value : "";
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
