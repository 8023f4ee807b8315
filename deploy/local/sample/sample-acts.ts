import { slugOf } from "../../../core/news/section.ts";
import { excerptOf } from "../../../core/page/markdown.ts";
import type { RevisionContent } from "../../../core/store/wire/commit-revision.ts";
import type { Edition, SampleRevision, SampleStory } from "./edition.ts";

/** One commit of the sample edition. */
export interface SampleAct {
  /** The story's key in the edition. */
  key: string;
  rev: number;
  kind: "new" | "update" | "correction" | "retraction";
  minutesAgo: number;
  content: RevisionContent;
  note?: string;
}

export interface SampleOptions {
  /** Slugs of the paper's sections: stories of any other are left out. Null: all are taken. */
  sections: ReadonlySet<string> | null;
  /** The story's id. */
  idOf: (key: string) => string;
}

/** Every commit of an edition, earliest first: the wire takes times only in rising order. */
export function sampleActs(edition: Edition, { sections, idOf }: SampleOptions): SampleAct[] {
  const stories = edition.stories.filter(({ section }) => sections === null || sections.has(slugOf(section)));
  const keys = new Set(stories.map(({ key }) => key));
  const relatedIds = (story: SampleStory): string[] => (story.related ?? []).filter((key) => keys.has(key)).map(idOf);
  return stories
    .flatMap((story) => actsOf(story, relatedIds(story)))
    .sort((one, other) => other.minutesAgo - one.minutesAgo || one.rev - other.rev);
}

function actsOf(story: SampleStory, related: string[]): SampleAct[] {
  const { key, revisions = [], retraction } = story;
  const first: SampleAct = {
    key,
    rev: 1,
    kind: "new",
    minutesAgo: story.minutesAgo,
    content: firstContent(story, related),
  };
  const later = revisions.map((revision, at): SampleAct => {
    const { kind, minutesAgo, note } = revision;
    return { key, rev: at + 2, kind, minutesAgo, note, content: changedContent(revision) };
  });
  const last: SampleAct[] = retraction
    ? [{ key, rev: revisions.length + 2, kind: "retraction", ...retraction, content: {} }]
    : [];
  return [first, ...later, ...last];
}

function firstContent(story: SampleStory, related: string[]): RevisionContent {
  return {
    slug: slugOf(story.headline),
    headline: story.headline,
    standfirst: story.standfirst,
    excerpt: excerptOf(story.body),
    body: story.body,
    section: slugOf(story.section),
    topics: story.topics,
    urgency: story.urgency ?? "routine",
    expires_in_minutes: story.expiresInMinutes ?? null,
    byline: story.byline,
    related,
    lead: story.lead ?? false,
    verification: story.verification ?? "confirmed",
  };
}

function changedContent({ headline, standfirst, body }: SampleRevision): RevisionContent {
  return {
    ...(headline !== undefined && { headline, slug: slugOf(headline) }),
    ...(standfirst !== undefined && { standfirst }),
    ...(body !== undefined && { body, excerpt: excerptOf(body) }),
  };
}
