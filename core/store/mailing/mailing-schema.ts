import type { Generated } from "kysely";
import type { Cadence, IssueState, RecipientState } from "../../news/newsletter.ts";

/** See migrations/0010-the-mailing.ts. */
export interface NewsletterTable {
  slug: string;
  name: string;
  promise: string;
  cadence: Cadence;
  /** The paper's own wall clock, "06:30:00". */
  local_time: string | null;
  /** 1 = Monday … 7 = Sunday. */
  weekday: number | null;
  since: Generated<Date>;
  sections: string[];
  stories_at_most: number;
  is_open: boolean;
  position: number;
}

export interface SubscriberTable {
  id: string;
  email: string;
  mailbox: Buffer;
  secret: Buffer;
  device: string | null;
  quiet_from: string | null;
  quiet_until: string | null;
  alerts_a_day_at_most: number | null;
  created_at: Generated<Date>;
}

export interface SubscriptionTable {
  subscriber_id: string;
  newsletter: string;
  state: "asked" | "confirmed" | "ended";
  asked_at: Date;
  confirmed_at: Date | null;
  ended_at: Date | null;
}

export interface ConsentTable {
  id: Generated<number>;
  subscriber_id: string;
  newsletter: string;
  act: "asked" | "confirmed" | "ended";
  at: Generated<Date>;
  wording: string;
  way: string;
}

export interface SuppressionTable {
  mailbox: Buffer;
  reason: "bounced" | "complained" | "erased";
  at: Generated<Date>;
}

export interface SignUpTable {
  id: string;
  email: string;
  newsletters: string[];
  device: string | null;
  wording: string;
  way: string;
}

export interface LetterTable {
  id: string;
  kind: "confirm" | "known" | "welcome";
  subscriber_id: string;
  newsletters: string[];
  device: string | null;
  limit_key: Buffer | null;
  state: Generated<"pending" | "sending" | "sent" | "failed" | "dropped">;
  attempts: Generated<number>;
  made_at: Generated<Date>;
  not_before: Generated<Date>;
  lease_until: Date | null;
  at: Date | null;
  reason: string | null;
}

export interface ConfirmationTable {
  hash: Buffer;
  letter_id: string;
  subscriber_id: string;
  expires_at: Date;
  used_at: Date | null;
}

export interface MailReportTable {
  id: string;
  at: Generated<Date>;
}

export interface IssueTable {
  id: string;
  newsletter: string;
  state: IssueState;
  subject: string;
  /** Markdown. */
  intro: Generated<string>;
  story_ids: Generated<string[]>;
  author: string;
  version: Generated<number>;
  created_at: Generated<Date>;
  send_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  seq: number | null;
  alert_story: string | null;
  slot: Date | null;
  remark: string | null;
}

export interface RecipientTable {
  issue_id: string;
  subscriber_id: string;
  state: Generated<RecipientState>;
  not_before: Date | null;
  lease_until: Date | null;
  claim: string | null;
  attempts: Generated<number>;
  at: Date | null;
  reason: string | null;
}

export interface MailRateTable {
  only_row: Generated<boolean>;
  /** Null: what the configuration says. */
  per_second: number | null;
  next_at: Generated<Date>;
}

export interface DeviceShownTable {
  device: string;
  story_id: string;
  rev: number;
  at: Date;
}

export interface MailingTables {
  newsletter: NewsletterTable;
  subscriber: SubscriberTable;
  subscription: SubscriptionTable;
  consent: ConsentTable;
  suppression: SuppressionTable;
  sign_up: SignUpTable;
  letter: LetterTable;
  confirmation: ConfirmationTable;
  mail_report: MailReportTable;
  issue: IssueTable;
  recipient: RecipientTable;
  mail_rate: MailRateTable;
  device_shown: DeviceShownTable;
}
