import type { Urgency, Verification } from "./story.ts";

/** The wires that there are: the paper's own, and the canary's, which travels the same way under its own numbers. */
export type WireName = "news" | "canary";

/** What the wire says of a story that stands: enough to draw a card without asking anybody. */
export interface PublishedStory {
  id: string;
  rev: number;
  status: "published";
  headline: string;
  standfirst: string;
  /** Plain text, ≤ 400 characters. */
  excerpt: string;
  section: string;
  urgency: Urgency;
  verification: Verification;
  lead: boolean;
  url: string;
  publishedAt: string;
  updatedAt: string;
  expiresAt?: string;
  note?: string;
}

/** What is left of a story that was taken back: no text of it, in any event, ever. */
export interface RetractedStory {
  id: string;
  rev: number;
  status: "retracted";
  url: string;
  note?: string;
}

export type PublishedKind = "new" | "update" | "correction" | "label";
export type RetractedKind = "retraction" | "withdrawn";

interface Numbered {
  epoch: string;
  seq: number;
  /** RFC 3339, UTC, the database's clock; never falls as seq rises. */
  at: string;
}

export interface PublishedEvent extends Numbered {
  kind: PublishedKind;
  story: PublishedStory;
}

export interface RetractedEvent extends Numbered {
  kind: RetractedKind;
  story: RetractedStory;
}

/** One entry of the wire about a story; its JSON is the payload of `headline` everywhere. */
export type HeadlineEvent = PublishedEvent | RetractedEvent;

/** One entry of the wire about a newsletter's issue. */
export interface NewsletterEvent extends Numbered {
  newsletter: string;
  issue: string;
  subject: string;
  url: string;
}

export type WireEvent = HeadlineEvent | NewsletterEvent;

export function isHeadline(event: WireEvent): event is HeadlineEvent {
  return "story" in event;
}

/** The event's name on sockets and in SSE. */
export function eventName(event: WireEvent): "headline" | "newsletter" {
  return isHeadline(event) ? "headline" : "newsletter";
}

/**
 * What every earlier event of a story reads as once the story was retracted: same epoch, seq and time, no text.
 * The store writes the same bytes into the log (commit-revision.sql); servers use this for what they hold in memory.
 */
export function withdraw(event: HeadlineEvent, url: string): RetractedEvent {
  const { epoch, seq, at, story } = event;
  return { epoch, seq, at, kind: "withdrawn", story: { id: story.id, rev: story.rev, status: "retracted", url } };
}

/** An event as it travels: its number beside the JSON that every reader gets. */
export interface EncodedEvent {
  seq: number;
  json: string;
}

/** The wire's identity and its newest number. */
export interface WireHead {
  epoch: string;
  top: number;
}

/** Some events in rising seq without a hole, and the head at the same moment. */
export interface WirePage extends WireHead {
  events: EncodedEvent[];
}
