import { readFile } from "node:fs/promises";
import { z } from "zod";
import { slugOf } from "../../../core/news/section.ts";
import type { Act, Receipt } from "../replay/deliver.ts";

/*
 * The demonstration's script: what a desk does in four minutes, and then again and again. Pure but for reading the
 * file; demo.ts gives the rhythm.
 */

const texts = {
  headline: z.string().min(1).max(160),
  standfirst: z.string().max(400),
  body: z.string().max(2_000),
};
const note = z.string().min(1);
const of = z.string();

const act = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    key: z.string(),
    headline: texts.headline,
    standfirst: texts.standfirst,
    body: texts.body.optional(),
    section: z.string(),
    topics: z.array(z.string().max(64)).max(12),
    byline: z.string().max(120),
    urgency: z.enum(["flash", "breaking"]).optional(),
    expiresInMinutes: z.int().min(1).max(240).optional(),
    verification: z.literal("unconfirmed").optional(),
  }),
  z.strictObject({
    kind: z.enum(["update", "correction"]),
    of,
    note,
    headline: texts.headline.optional(),
    standfirst: texts.standfirst.optional(),
    body: texts.body.optional(),
  }),
  z.strictObject({ kind: z.literal("label"), of, verification: z.literal("confirmed") }),
  z.strictObject({ kind: z.literal("retraction"), of, note }),
]);

export type DemoAct = z.infer<typeof act>;

/** Reads demo.json beside this file. Throws when it is not a script. */
export async function readDemoScript(): Promise<DemoAct[]> {
  const text = await readFile(new URL("./demo.json", import.meta.url), "utf8");
  return z.strictObject({ acts: z.array(act) }).parse(JSON.parse(text)).acts;
}

/** What was posted in this round, by the script's keys. */
export type PostedStories = ReadonlyMap<string, Receipt>;

/**
 * The request of one act. `stamp` is put before its headline, so that a second round can be told from the first.
 * Null when the story that it is about never came to be, or was changed by somebody else.
 */
export function requestOf(demoAct: DemoAct, posted: PostedStories, stamp: string, key: string): Act | null {
  if (demoAct.kind === "new") {
    const { kind: _kind, key: _key, section, headline, ...rest } = demoAct;
    return { path: "/v1/stories", key, body: { ...rest, section: slugOf(section), headline: stamp + headline } };
  }
  const receipt = posted.get(demoAct.of);
  if (!receipt) return null;
  const rev = receipt.rev + 1;
  if (demoAct.kind === "retraction") {
    return { path: `/v1/stories/${receipt.id}/retraction`, key, body: { rev, note: demoAct.note } };
  }
  const { of: _of, ...fields } = demoAct;
  const headline = "headline" in fields && fields.headline ? { headline: stamp + fields.headline } : {};
  return { path: `/v1/stories/${receipt.id}/revisions`, key, body: { rev, ...fields, ...headline } };
}

/** "Monday evening, 18.42: ": what a later round puts before its headlines. */
export function roundStamp(now: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).formatToParts(now);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const hour = Number(part("hour"));
  return `${part("weekday")} ${partOfDay(hour)}, ${hour}.${part("minute")}: `;
}

function partOfDay(hour: number): string {
  if (hour < 5) return "night";
  if (hour < 12) return "morning";
  return hour < 18 ? "afternoon" : "evening";
}
