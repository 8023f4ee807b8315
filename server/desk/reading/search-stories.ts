import { z } from "zod";
import type { Section } from "../../../core/news/section.ts";
import { cleanQuery, MAX_QUERY, searchStories as searchStored } from "../../../core/store/stories/search.ts";
import { type Call, type Reply, readable } from "../../http/answers/answer.ts";
import { isProblem } from "../../http/answers/problem.ts";
import { shaped } from "../fields/story-rules.ts";
import { type ListParts, listQuery } from "./list-stories.ts";
import { publicStory } from "./public-story.ts";

/** Query of `GET /v1/search`. */
export function searchQuery(sections: Section[]) {
  return listQuery(sections).omit({ before: true }).extend({ q: words() });
}

function words() {
  return z
    .string()
    .transform((typed, context) => {
      const q = cleanQuery(typed);
      if (q !== "" && [...q].length <= MAX_QUERY) return q;
      context.addIssue(q === "" ? "must not be blank" : `has more than ${MAX_QUERY} characters`);
      return z.NEVER;
    })
    .meta({
      ...{ minLength: 1, maxLength: MAX_QUERY },
      description: 'Words; "a phrase"; or; -not. Small mistakes of typing are forgiven in headlines.',
    });
}

/** `GET /v1/search`: the published stories that fit best, each with its score; there is no second page. */
export function searchStories({ store, bodies, publicUrl, sections }: ListParts) {
  const query = searchQuery(sections);
  return async ({ request, patience }: Call): Promise<Reply> => {
    const checked = shaped(query, request.query);
    if (isProblem(checked)) return checked;
    const found = await patience.wait(searchStored(store, checked.fields));
    const stories = found.map(({ story, score }) => ({
      ...publicStory(story, publicUrl, bodies.htmlOf(story.body)),
      score,
    }));
    return readable({ stories, next: null });
  };
}
