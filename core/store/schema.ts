import type { Generated } from "kysely";
import type { DraftFields, DraftState } from "../news/draft.ts";
import type { RevisionKind, StoryStatus, Urgency, Verification } from "../news/story.ts";
import type { WireName } from "../news/wire-event.ts";
import type { InboxTables } from "./inbox/inbox-schema.ts";
import type { MailingTables } from "./mailing/mailing-schema.ts";
import type { PeopleTables } from "./people/people-schema.ts";
import type { PushTables } from "./push/push-schema.ts";
import type { WebhookTable } from "./webhooks/webhook-schema.ts";

export interface WireHeadTable {
  wire: WireName;
  epoch: string;
  seq: number;
  at: Date;
}

export interface EventTable {
  wire: WireName;
  seq: number;
  at: Date;
  kind: string;
  story_id: string | null;
  rev: number | null;
  /** The event's JSON without its epoch, which belongs to the wire: see `eventJson` in wire.ts. */
  json: string;
}

export interface StoryTable {
  id: string;
  wire: WireName;
  status: StoryStatus;
  rev: number;
  author: string;
  release_at: Date | null;
  published_at: Date | null;
  updated_at: Date | null;
  expires_at: Date | null;
  first_seq: number | null;
  seq: number | null;
}

export interface RevisionTable {
  story_id: string;
  rev: number;
  kind: RevisionKind;
  at: Date;
  author: string;
  note: string | null;
  /** Its number on the wire; null if it never went out. */
  seq: number | null;
  slug: string;
  headline: string;
  standfirst: string;
  excerpt: string;
  body: string;
  section: string;
  topics: string[];
  urgency: Urgency;
  expires_in_minutes: number | null;
  byline: string;
  related: string[];
  lead: boolean;
  verification: Verification;
}

/** What is searched of a story: see migrations/0002-search.ts. */
export interface StoryWordsTable {
  story_id: string;
  headline: string;
  words: string;
}

/** A story as sound: see migrations/0006-narration.ts. */
export interface NarrationTable {
  story_id: string;
  rev: number;
  state: "wanted" | "working" | "ready" | "failed";
  attempts: number;
  announced_at: Date | null;
  lease_until: Date | null;
  ready_at: Date | null;
  seconds: number | null;
  audio: Buffer | null;
}

export interface IdempotencyTable {
  account: string;
  key: string;
  hash: Buffer;
  answer: string;
  at: Generated<Date>;
}

export interface StageTable {
  wire: WireName;
  seq: number;
  queued_at: Date | null;
  taken_at: Date | null;
  fanned_out_at: Date | null;
}

export interface ReachTable {
  wire: WireName;
  seq: number;
  server: string;
  readers: number;
  open: number;
  shown: number;
  first_shown_at: Date | null;
  histogram: number[];
}

export interface DraftTable {
  id: string;
  version: number;
  state: DraftState;
  fields: DraftFields;
  /** The story that it changes; null: a new one. */
  story_id: string | null;
  /** The story's revision that it began from. */
  base_rev: number | null;
  author: string;
  saved_by: string;
  saved_at: Date;
}

export interface OpenScreensTable {
  server: string;
  readers: number;
  at: Date;
}

export interface PresenceTable {
  /** A story's id, or the draft's of one that is not out. */
  text_id: string;
  /** One open page of the desk. */
  tab: string;
  name: string;
  /** Whether this page may type; others are asked to keep off. */
  holds: boolean;
  since: Date;
  at: Date;
}

export interface Tables extends PeopleTables, InboxTables, MailingTables, PushTables {
  webhook: WebhookTable;
  wire_head: WireHeadTable;
  event: EventTable;
  story: StoryTable;
  revision: RevisionTable;
  story_words: StoryWordsTable;
  narration: NarrationTable;
  idempotency: IdempotencyTable;
  stage: StageTable;
  reach: ReachTable;
  draft: DraftTable;
  open_screens: OpenScreensTable;
  presence: PresenceTable;
}
