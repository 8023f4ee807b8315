import type { InboxCount } from "../news/inbox.ts";
import type { Attendance, Present } from "../news/presence.ts";
import type { PushCounts } from "../news/push.ts";
import type { StoryStatus } from "../news/story.ts";
import { isUuid } from "../uuid.ts";
import type { DeskIssue } from "./desk-mailing.ts";

/*
 * What the desk is told of the paper it makes: by the answers of /v1/desk, and by the events of the namespace "/desk".
 * Both ends speak from this file. Times are RFC 3339.
 */

export const DESK_NAMESPACE = "/desk";

/** Open screens, as the servers counted them within the last seconds. */
export interface OpenScreens {
  servers: number;
  readers: number;
}

export interface QueueFigures {
  workers: number;
  /** Jobs that wait or are at work. */
  depth: number;
  /** How long the oldest has waited; null: none waits. */
  oldestMs: number | null;
  failed: number;
}

export interface AlertSpending {
  spent: number;
  budget: number;
}

/** What this server's canary has seen: a hidden story that travels the whole way every few seconds. */
export interface CanarySight {
  /** `waiting`: the first ones are under way. */
  status: "waiting" | "green" | "red";
  /** Where canaries are lost; null unless red. */
  brokenHop: string | null;
  /** Since the last one came through, or since the first began. */
  silentMs: number;
}

/** `GET /v1/desk/strip`: how the way from the desk to the screens stands. */
export interface Strip extends OpenScreens {
  /** The wire's clock. */
  now: string;
  /** Null: Redis does not answer. */
  queue: QueueFigures | null;
  /** Events on the wire that nobody has been seen to send on, and since when the first of them waits. */
  unsent: number;
  unsentSince: string | null;
  /** Whether a story would travel the whole way now, as the canary saw it; null: nobody watches. */
  canary: CanarySight | null;
  /** What this server says of itself: `/readyz`. */
  degraded: string[];
  /** Who would get an alert by mail now. */
  alertMails: number;
  /** Since midnight in the paper's time zone. */
  alerts: Record<"flash" | "breaking", AlertSpending>;
}

/** How far a revision has come; `receipt` on the socket. A stage that nobody observed is null. */
export interface Receipt {
  stored: string;
  queued: string | null;
  fannedOut: string | null;
  firstScreen: string | null;
  reach: { readers: number; open: number; shown: number };
  timeToScreenMs: { p50: number | null; p95: number | null; p99: number | null };
}

export interface ToldReceipt extends Receipt {
  story: string;
  rev: number;
  /** Of the story, not of this revision. */
  status: StoryStatus;
  /** When it leaves, while it waits. */
  releaseAt: string | null;
  /** Whether this revision is on the wire. */
  isOut: boolean;
  /** How many screens took at most so long: `[upToMs, screens]`, only where there are any. */
  histogram: [upToMs: number, screens: number][];
  /** Null: it is pushed to nobody. */
  push: PushCounts | null;
}

/** `presence`: who is at this text now. */
export type Presence = { text: string; people: Present[] };

/** What a page of the desk wants to be told. */
export interface DeskWatch {
  /** Revisions whose receipts it shows. */
  receipts: { story: string; rev: number }[];
  /** Whether it shows how issues of newsletters go out. */
  issues?: boolean;
}

export interface DeskServerEvents {
  receipt: (receipt: ToldReceipt) => void;
  reach: (screens: OpenScreens) => void;
  presence: (presence: Presence) => void;
  inbox: (count: InboxCount) => void;
  issue: (issue: DeskIssue) => void;
}

export interface DeskClientEvents {
  watch: (watch: DeskWatch) => void;
  attend: (attendance: Attendance) => void;
}

export const WATCHED_AT_MOST = 20;
export const ATTEND_EVERY_MS = 2_000;
const TAB_LENGTH = 64;

/** What a page says it wants to be told; null: that is not what it said. */
export function parseWatch(said: unknown): DeskWatch | null {
  const { receipts: asked, issues } = (said ?? {}) as Partial<Record<keyof DeskWatch, unknown>>;
  if (!Array.isArray(asked) || asked.length > WATCHED_AT_MOST) return null;
  const receipts: DeskWatch["receipts"] = [];
  for (const each of asked as unknown[]) {
    if (typeof each !== "object" || each === null) return null;
    const { story, rev } = each as { story?: unknown; rev?: unknown };
    if (!isUuid(story) || !Number.isInteger(rev) || (rev as number) < 1) return null;
    if ((rev as number) > 2 ** 31 - 1) return null;
    receipts.push({ story, rev: rev as number });
  }
  return { receipts, issues: issues === true };
}

/** Where a page says it is; null: that is not what it said. */
export function parseAttendance(said: unknown): Attendance | null {
  if (typeof said !== "object" || said === null) return null;
  const { text, tab, takesOver } = said as Partial<Record<keyof Attendance, unknown>>;
  if (!isUuid(text) || typeof takesOver !== "boolean") return null;
  return typeof tab === "string" && /^[\w-]+$/.test(tab) && tab.length <= TAB_LENGTH ? { text, tab, takesOver } : null;
}

/** What the desk's page must know of the paper before it asks anything. */
export interface DeskFacts {
  name: string;
  sections: { name: string; slug: string }[];
  timeZone: string;
  /** The style sheet of the reader's pages, for the preview. */
  readerStyle: string;
}
