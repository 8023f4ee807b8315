import { readFile } from "node:fs/promises";
import { z } from "zod";

/*
 * The sample edition: what a paper nobody has written for yet looks like after nine hours. Its times are minutes
 * before it is loaded; its sections are names, as a reader sees them.
 */

const minutesAgo = z.int().min(0);
const headline = z.string().min(1).max(200);
const standfirst = z.string().max(400);
const body = z.string().max(256 * 1024);

const revision = z.strictObject({
  minutesAgo,
  kind: z.enum(["update", "correction"]),
  note: z.string().min(1),
  headline: headline.optional(),
  standfirst: standfirst.optional(),
  body: body.optional(),
});

const story = z.strictObject({
  /** Stands for the story's id, which it gets when it is loaded. */
  key: z.string().regex(/^[a-z0-9-]+$/),
  minutesAgo,
  headline,
  standfirst,
  body,
  section: z.string().min(1),
  topics: z.array(z.string().min(1).max(64)).max(12),
  byline: z.string().min(1).max(120),
  urgency: z.enum(["flash", "breaking"]).optional(),
  expiresInMinutes: z.int().min(1).max(240).optional(),
  lead: z.boolean().optional(),
  verification: z.enum(["confirmed", "unconfirmed"]).optional(),
  /** Keys of stories that were published before. */
  related: z.array(z.string()).max(10).optional(),
  revisions: z.array(revision).optional(),
  retraction: z.strictObject({ minutesAgo, note: z.string().min(1) }).optional(),
});

const edition = z.strictObject({ stories: z.array(story) });

export type SampleStory = z.infer<typeof story>;
export type SampleRevision = z.infer<typeof revision>;
export type Edition = z.infer<typeof edition>;

/** Reads edition.json beside this file. Throws when it is not an edition. */
export async function readEdition(): Promise<Edition> {
  const text = await readFile(new URL("./edition.json", import.meta.url), "utf8");
  return edition.parse(JSON.parse(text));
}
