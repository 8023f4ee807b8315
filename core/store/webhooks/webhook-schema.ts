import type { Generated } from "kysely";

/** What is sent: the events themselves, signed; or, to a hub of WebSub, only which feeds have changed. */
export type WebhookKind = "events" | "hub";

/** `disabled`: did not take anything for days; goes on where it stopped when somebody says so. */
export type WebhookState = "active" | "paused" | "disabled";

export const WIRE_EVENT_NAMES = ["headline", "newsletter"] as const;
export type WireEventName = (typeof WIRE_EVENT_NAMES)[number];

/** See migrations/0012-interchange.ts. */
export interface WebhookTable {
  id: string;
  kind: WebhookKind;
  name: string;
  url: string;
  /** `whsec_` and base64 of the key; empty for a hub. */
  secret: string;
  events: WireEventName[];
  /** Slugs; none: all. */
  sections: string[];
  /** Everything up to here was acknowledged, or is not for this one. */
  epoch: string;
  seq: number;
  state: Generated<WebhookState>;
  delivered_at: Date | null;
  failing_since: Date | null;
  /** In vain, since the last that was not. */
  attempts: Generated<number>;
  last_failure: string | null;
  next_at: Generated<Date>;
  announced_at: Date | null;
  lease: string | null;
  lease_until: Date | null;
  created_at: Generated<Date>;
}
