import type { Generated } from "kysely";
import type { ItemState } from "../../news/inbox.ts";

/** A place that is read again and again: see migrations/0009-the-inbox.ts. */
export interface InboxSourceTable {
  id: string;
  name: string;
  url: string;
  /** Where its items are thought to belong. */
  section: string;
  every_seconds: number;
  is_enabled: Generated<boolean>;
  /** What was found there last; null: nothing yet. */
  kind: string | null;
  etag: string | null;
  last_modified: string | null;
  due_at: Generated<Date>;
  lease_until: Date | null;
  announced_at: Date | null;
  last_polled_at: Date | null;
  last_success_at: Date | null;
  /** When its document was last read; items that it had then have this as `seen_at`. */
  read_at: Date | null;
  /** In a sentence; null: the last time was a success. */
  last_error: string | null;
  /** In a row. */
  failures: Generated<number>;
  items_seen: Generated<number>;
}

export interface InboxItemTable {
  id: string;
  source_id: string;
  key: Buffer;
  /** Of its texts: another one is another version. */
  hash: Buffer;
  version: Generated<number>;
  state: ItemState;
  headline: string;
  standfirst: string;
  body: string;
  link: string | null;
  published_at: Date | null;
  embargoed_until: Date | null;
  is_withdrawn: boolean;
  /** In its source's document, from the top. */
  place: number;
  /** When this version came in. */
  changed_at: Date;
  /** When its source last had it. */
  seen_at: Date;
  /** When anything about it changed that a desk shows. */
  touched_at: Date;
  handled_by: string | null;
  handled_at: Date | null;
  draft_id: string | null;
  story_id: string | null;
}

export interface InboxTables {
  inbox_source: InboxSourceTable;
  inbox_item: InboxItemTable;
}
