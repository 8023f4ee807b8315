import { z } from "zod";
import type { Section } from "../../../core/news/section.ts";
import { listStories as listStored, type StoredStory } from "../../../core/store/stories/stories.ts";
import { type Call, type Reply, readable } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { publicStory } from "./public-story.ts";
import type { ReadParts } from "./read-story.ts";

const LIMIT = 50;
const LIMIT_AT_MOST = 100;

export interface ListParts extends ReadParts {
  sections: Section[];
}

/** Query of `GET /v1/stories`. */
export function listQuery(sections: Section[]) {
  return z.object({
    section: z
      .enum(sections.map(({ slug }) => slug))
      .optional()
      .meta({ description: "A section's slug; left out: the whole paper." }),
    limit: z.coerce.number().int().min(1).max(LIMIT_AT_MOST).default(LIMIT),
    before: z
      .string()
      .regex(/^[1-9][0-9]{0,14}$/, "is not a place in this list")
      .optional()
      .meta({ description: "As found in `next`; it has no meaning of its own." }),
  });
}

/** `GET /v1/stories`: published stories, newest first publication first; `next` goes on where this page ends. */
export function listStories({ store, bodies, publicUrl, sections }: ListParts) {
  const query = listQuery(sections);
  return async ({ request, patience }: Call): Promise<Reply> => {
    const checked = shaped(query, request.query);
    if (isProblem(checked)) return checked;
    const { section, limit, before } = checked.fields;
    const place = before === undefined ? undefined : Number(before);
    const found = await patience.wait(listStored(store, { section, before: place, limit: limit + 1 }));
    const page = found.slice(0, limit);
    const stories = page.map((story) => publicStory(story, publicUrl, bodies.htmlOf(story.body)));
    return readable({ stories, next: found.length > limit ? nextUrl(publicUrl, page, { section, limit }) : null });
  };
}

function nextUrl(
  publicUrl: string,
  page: StoredStory[],
  asked: { section: string | undefined; limit: number },
): string {
  const url = new URL("/v1/stories", publicUrl);
  if (asked.section !== undefined) url.searchParams.set("section", asked.section);
  url.searchParams.set("limit", String(asked.limit));
  url.searchParams.set("before", String(page.at(-1)?.firstSeq));
  return url.href;
}
