import type { Cadence, IssueReceipt, IssueState } from "../news/newsletter.ts";

/* What the desk is told of newsletters and their issues: answers of /v1/desk, and the event `issue` of its socket. */

export interface DeskNewsletter {
  slug: string;
  name: string;
  promise: string;
  cadence: Cadence;
  /** "06:30" on the paper's clock. */
  localTime: string | null;
  weekday: number | null;
  /** Who would get a mail now. */
  audience: number;
}

/** `GET /v1/desk/newsletters` */
export interface DeskNewsletters {
  newsletters: DeskNewsletter[];
  /** Where mails are kept while there is no relay; null: there is one. */
  outboxDir: string | null;
  rate: { perSecond: number; isSetHere: boolean };
}

/** An issue in the desk's list, with its books. */
export interface DeskIssue extends IssueReceipt {
  id: string;
  newsletter: string;
  state: IssueState;
  subject: string;
  version: number;
  by: string;
  createdAt: string;
  sendAt?: string;
  startedAt?: string;
  endedAt?: string;
  /** Why it was not sent. */
  remark?: string;
  /** Doubtful ones that nobody has decided. */
  undecided: number;
  url: string;
}

export interface IssueStory {
  id: string;
  headline: string;
  section: string;
  /** Whether it stands, and so will be in the mail. */
  isOut: boolean;
}

/** `GET /v1/desk/issues/{id}` */
export interface DeskIssueDetail extends DeskIssue {
  intro: string;
  stories: IssueStory[];
}

/** A mail of which nobody knows whether it left. */
export interface DeskDoubt {
  subscriber: string;
  /** Null: the person was erased. */
  email: string | null;
  at: string;
  reason: string;
}
