import type { RevisionKind, StoryStatus, Urgency, Verification } from "../news/story.ts";

/* What the desk is told of stories at work: answers of /v1/desk. Times are RFC 3339. */

/** A story in the desk's list. */
export interface DeskStory {
  id: string;
  rev: number;
  status: StoryStatus;
  kind: RevisionKind;
  headline: string;
  section: string;
  urgency: Urgency;
  verification: Verification;
  lead: boolean;
  by: string;
  /** When its present revision was written or went out. */
  at: string;
  url: string;
  releaseAt?: string;
  publishedAt?: string;
  expiresAt?: string;
  note?: string;
}

/** One revision, and who has already seen it. */
export interface DeskRevision {
  rev: number;
  kind: RevisionKind;
  at: string;
  by: string;
  note?: string;
  headline: string;
  standfirst: string;
  body: string;
  isPublic: boolean;
  reach: { readers: number; open: number; shown: number };
}

/** `GET /v1/desk/stories/{id}`: a story at work, whatever its state. */
export interface DeskStoryDetail extends DeskStory {
  standfirst: string;
  body: string;
  byline: string;
  topics: string[];
  related: string[];
  expiresInMinutes?: number;
  /** In order. */
  revisions: DeskRevision[];
}

/** A story whose headline is much like what is being typed. */
export interface SimilarStory {
  story: string;
  headline: string;
  at: string;
  by: string;
  urgency: Urgency;
  status: StoryStatus;
  /** 0 to 1; from 0.5 on an alert is refused. */
  likeness: number;
}
