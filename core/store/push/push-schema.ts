import type { Generated } from "kysely";
import type { PushState, PushWhat } from "../../news/push.ts";

/** See migrations/0011-web-push.ts. */
export interface PushSubscriptionTable {
  device: string;
  endpoint: string;
  endpoint_hash: Buffer;
  origin: string;
  p256dh: string;
  auth: string;
  urgencies: string[];
  sections: string[] | null;
  zone: string;
  quiet_from: string | null;
  quiet_until: string | null;
  alerts_a_day_at_most: number | null;
  created_at: Generated<Date>;
  last_result: string | null;
  last_at: Date | null;
  failures: Generated<number>;
}

export interface PushTargetTable {
  story_id: string;
  device: string;
  rev: number;
  what: PushWhat;
  state: Generated<PushState>;
  made_at: Generated<Date>;
  not_before: Date;
  give_up_at: Date | null;
  lease_until: Date | null;
  claimed_by: string | null;
  attempts: Generated<number>;
  at: Date | null;
  reason: string | null;
}

export interface PushTables {
  push_subscription: PushSubscriptionTable;
  push_target: PushTargetTable;
  push_place: { only_row: Generated<boolean>; seq: number };
  push_origin: { origin: string; not_before: Date };
}
