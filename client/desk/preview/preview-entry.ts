import type { DraftFields } from "../../../core/news/draft.ts";
import type { PublishedEntry } from "../../../core/news/front-page.ts";
import { isAlert } from "../../../core/news/story.ts";

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** What is being written as the page's templates take a story: as if it were out at this moment. */
export function previewEntry(fields: DraftFields, excerpt: string, nowMs: number): PublishedEntry {
  const now = new Date(nowMs).toISOString();
  const { headline, standfirst, section, urgency, verification, lead, kind, note, expiresInMinutes } = fields;
  const expiresAt = new Date(nowMs + expiresInMinutes * 60_000).toISOString();
  return {
    ...{ epoch: "", seq: 0, firstSeq: 0, at: now, firstAt: now, kind },
    story: {
      ...{ id: NOBODY, rev: 1, status: "published", standfirst: standfirst.trim(), excerpt, section, urgency },
      ...{ verification, lead, url: `/story/${NOBODY}/preview`, publishedAt: now, updatedAt: now },
      headline: headline.trim() || "Headline",
      ...(isAlert(urgency) && { expiresAt }),
      ...(note.trim() && { note: note.trim() }),
    },
  };
}
