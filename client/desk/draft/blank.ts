import type { DraftFields } from "../../../core/news/draft.ts";
import { DEFAULT_EXPIRY_MINUTES } from "../../../core/news/story.ts";
import type { DeskStoryDetail } from "../../../core/pipes/desk-stories.ts";

export function blankFields(section: string, byline = ""): DraftFields {
  return {
    ...{ kind: "new", note: "", headline: "", standfirst: "", body: "", section, topics: "", byline },
    ...{ urgency: "routine", expiresInMinutes: DEFAULT_EXPIRY_MINUTES, lead: false, verification: "confirmed" },
    releaseAt: "",
  };
}

/** Whether nothing was written yet that anybody would miss. */
export function isBlank({ headline, standfirst, body, note, topics }: DraftFields): boolean {
  return [headline, standfirst, body, note, topics].every((text) => text.trim() === "");
}

/** A story's present texts, to be changed. */
export function fieldsOf(story: DeskStoryDetail, kind: DraftFields["kind"]): DraftFields {
  const { headline, standfirst, body, section, byline, urgency, lead, verification, topics, related } = story;
  return {
    ...{ kind, note: "", headline, standfirst, body, section, byline, urgency, lead, verification, related },
    topics: topics.join(", "),
    expiresInMinutes: story.expiresInMinutes ?? DEFAULT_EXPIRY_MINUTES,
    releaseAt: "",
  };
}
