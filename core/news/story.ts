export const URGENCIES = ["flash", "breaking", "routine"] as const;
export type Urgency = (typeof URGENCIES)[number];

export const VERIFICATIONS = ["confirmed", "unconfirmed"] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** Where a story stands. Only `published` and `retracted` ones have ever been on the wire. */
export type StoryStatus = "draft" | "scheduled" | "held" | "published" | "retracted";

/** What a revision does to its story. */
export type RevisionKind = "new" | "update" | "correction" | "label" | "retraction";

/** Flash and breaking expire by themselves: they may raise a banner, and they carry `expiresAt`. */
export function isAlert(urgency: Urgency): boolean {
  return urgency !== "routine";
}

export const DEFAULT_EXPIRY_MINUTES = 20;

/** Everything an editor writes into one revision. Texts are normalised (NFC, no control characters). */
export interface StoryContent {
  headline: string;
  standfirst: string;
  /** Markdown. */
  body: string;
  /** A section's slug. */
  section: string;
  topics: string[];
  urgency: Urgency;
  /** Set: expires this long after it goes on the wire. Null: routine, or as the revision before said. */
  expiresInMinutes: number | null;
  byline: string;
  /** Story ids. */
  related: string[];
  lead: boolean;
  verification: Verification;
}
