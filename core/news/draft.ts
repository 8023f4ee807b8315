import type { Urgency, Verification } from "./story.ts";

/** Where a text that is no story yet stands: being written, ready to fire, or handed in for an editor to publish. */
export const DRAFT_STATES = ["writing", "ready", "submitted"] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

/** What a draft becomes when it is sent: a story, or the next revision of the one it began from. */
export const DRAFT_KINDS = ["new", "update", "correction"] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

/** What stands in the composer, as it was typed: longer than a story may be, or with nothing in it. */
export interface DraftFields {
  kind: DraftKind;
  /** What readers are told of a correction, and of an update if they are told anything. */
  note: string;
  headline: string;
  standfirst: string;
  /** Markdown. */
  body: string;
  section: string;
  /** Separated by commas. */
  topics: string;
  urgency: Urgency;
  expiresInMinutes: number;
  byline: string;
  lead: boolean;
  verification: Verification;
  /** Ids of stories that it leads to; a draft that has said nothing of them changes nothing. */
  related?: string[] | undefined;
  /** The paper's own wall clock, "2026-11-24T06:00"; empty: now. */
  releaseAt: string;
}

/** A draft in a list: what it is called, and where it stands. */
export interface DraftLine {
  id: string;
  version: number;
  state: DraftState;
  headline: string;
  urgency: Urgency;
  /** The story that it changes. */
  story?: string;
  savedBy: string;
  /** RFC 3339. */
  savedAt: string;
}

/** What stands beside a draft. `version` rises by one with every save, as a story's revision does with every change. */
export interface Draft {
  id: string;
  version: number;
  state: DraftState;
  fields: DraftFields;
  /** The story that it changes, and the revision of it that it began from. */
  story?: string;
  baseRev?: number;
  author: string;
  savedBy: string;
  /** RFC 3339. */
  savedAt: string;
}
