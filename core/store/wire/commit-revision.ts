import { sql } from "kysely";
import type { WireHead, WireName } from "../../news/wire-event.ts";
import type { Store } from "../connect.ts";
import type { RevisionTable } from "../schema.ts";

/** Columns of a revision that an act sets; what is left out stays as it was. */
export type RevisionContent = Partial<
  Omit<RevisionTable, "story_id" | "rev" | "kind" | "at" | "author" | "note" | "seq">
>;

export interface Revision {
  wire: WireName;
  /** Who acts, and the scope of the key. */
  account: string;
  /** Idempotency-Key. */
  key: string;
  /** SHA-256 of what was asked: method, path, JSON. */
  hash: Buffer;
  /** PUBLIC_URL. */
  origin: string;
  story: string;
  rev: number;
  kind: "new" | "update" | "correction" | "label" | "retraction";
  content: RevisionContent;
  note?: string | undefined;
  releaseAt?: Date | undefined;
  holdSeconds?: number | undefined;
  refuseSimilar?: boolean;
  /** Only to fill an empty paper with the past; never earlier than the last event. */
  at?: Date;
  /** The furthest place on the wire that whoever acts knows of: a counter that stands lower was set back. */
  seen?: WireHead;
  /** From where whoever acts does it: then the audit log has a line of it. */
  address?: string;
}

export interface SimilarAlert {
  story: string;
  headline: string;
  at: string;
  by: string;
}

export type CommitOutcome =
  | { outcome: "accepted" | "replayed"; answer: string; seq: number | null }
  | { outcome: "key_reused" | "missing" | "gone" | "released" | "unreleased" }
  | { outcome: "stale"; detail: { current: number } }
  | { outcome: "similar"; detail: SimilarAlert };

/**
 * Stop 2 of a story's walk: commits one revision through `commit_revision` (commit-revision.sql), which decides
 * everything under lock. `answer` is the JSON that the editor gets, `seq` its number when it is on the wire at once.
 * Throws when the database cannot be reached or refuses to wait: see `isOutcomeKnown`.
 */
export async function commitRevision(store: Store, revision: Revision): Promise<CommitOutcome> {
  const { wire, account, key, hash, origin, story, rev, kind, seen } = revision;
  const { rows } = await sql<CommitOutcome>`
    select outcome, answer, detail, seq from commit_revision(
      ${wire}, ${account}, ${key}, ${hash}, ${origin}, ${story}::uuid, ${rev}::int, ${kind},
      ${JSON.stringify(revision.content)}::jsonb, ${revision.note ?? null}, ${revision.releaseAt ?? null}::timestamptz,
      ${revision.holdSeconds ?? null}::int, ${revision.refuseSimilar ?? false}, ${revision.at ?? null}::timestamptz,
      ${seen?.epoch ?? null}, ${seen?.top ?? null}::bigint, ${revision.address ?? null})
  `.execute(store);
  const [outcome] = rows;
  if (!outcome) throw new Error("commit_revision gave no row");
  return outcome;
}

/** pg's pool, of a connection that it did not get. */
const NEVER_BEGUN = /timeout exceeded when trying to connect|terminated due to connection timeout/;

/**
 * Whether a failed commit is known not to have happened. PostgreSQL's own refusals (a lock or statement that took too
 * long, bad values) undo everything; a connection that broke leaves it open, and only the same key can tell.
 */
export function isOutcomeKnown(failure: unknown): boolean {
  const code = (failure as { code?: unknown }).code;
  if (typeof code !== "string") return NEVER_BEGUN.test(String(failure));
  if (/^(ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN)$/.test(code)) return true;
  return /^[0-9A-Z]{5}$/.test(code) && !/^(57P0[1-3]|08...)$/.test(code);
}
