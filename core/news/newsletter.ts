/** A newsletter's name in an address, as its table checks it. */
export const NEWSLETTER_SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** When a newsletter's issues are made: by an editor, at a time of day or week, or one for each alert. */
export type Cadence = "by hand" | "daily" | "weekly" | "alerts";

/** A named mailing that a reader can ask for. */
export interface Newsletter {
  slug: string;
  name: string;
  /** One line: what comes, and when. */
  promise: string;
  cadence: Cadence;
}

/** Where one sending of a newsletter stands. */
export type IssueState = "draft" | "scheduled" | "sending" | "paused" | "sent" | "cancelled";

/**
 * What became of one recipient's mail. `claimed` and `sending` are in flight; from `sending` on the mail may have left, so
 * one whose worker was lost there is `doubtful`, and nothing sends it again by itself.
 */
export type RecipientState = "pending" | "claimed" | "sending" | "sent" | "failed" | "suppressed" | "doubtful";

/** The books of an issue; the six after `recipients` always add up to it. */
export interface IssueReceipt {
  recipients: number;
  pending: number;
  inFlight: number;
  sent: number;
  failed: number;
  suppressed: number;
  doubtful: number;
}
