import type { Entry } from "../../news/front-page.ts";
import type { StoredStory } from "./stories.ts";

/** A story that has been on the wire, as a page or a mail draws it. Null: it has never been out, nothing of it may be shown. */
export function storyEntry(stored: StoredStory, epoch: string, publicUrl: string): Entry | null {
  const { status, firstSeq, seq, publishedAt, updatedAt } = stored;
  if (status !== "published" && status !== "retracted") return null;
  if (firstSeq === null || seq === null || !publishedAt || !updatedAt) return null;
  const story = status === "published" ? publishedStory(stored, publicUrl) : retractedStory(stored, publicUrl);
  const times = { firstAt: publishedAt.toISOString(), at: updatedAt.toISOString() };
  return { epoch, story, firstSeq, seq, ...times, kind: stored.kind };
}

function publishedStory(stored: StoredStory, publicUrl: string): Entry["story"] {
  const { id, rev, slug, headline, standfirst, excerpt, section, urgency, verification, lead } = stored;
  return {
    ...{ id, rev, status: "published", headline, standfirst, excerpt, section, urgency, verification, lead },
    url: `${publicUrl}/story/${id}/${slug}`,
    publishedAt: timeText(stored.publishedAt),
    updatedAt: timeText(stored.updatedAt),
    ...(stored.expiresAt && { expiresAt: timeText(stored.expiresAt) }),
    ...(stored.note && { note: stored.note }),
  };
}

function retractedStory({ id, rev, note }: StoredStory, publicUrl: string): Entry["story"] {
  return { id, rev, status: "retracted", url: `${publicUrl}/story/${id}/retracted`, ...(note && { note }) };
}

function timeText(at: Date | null): string {
  return at?.toISOString() ?? "";
}
