import type { DraftFields } from "./draft.ts";

/*
 * The wire inbox: what other newsrooms and agencies publish, on its way to this paper's editors. An item is never news by
 * itself; it becomes a draft, which an editor sends.
 */

/** `new`: nobody has looked after it yet. */
export const ITEM_STATES = ["new", "taken", "dismissed"] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** An item as its source's document has it, made plain: no markup, no control characters, each text bounded. */
export interface FoundItem {
  /** What names it in its source, through all its versions. */
  key: string;
  headline: string;
  standfirst: string;
  /** Markdown in which nothing but paragraphs means anything. */
  body: string;
  link: string | null;
  /** RFC 3339. */
  publishedAt: string | null;
  embargoedUntil: string | null;
  /** Its source has taken it back. */
  isWithdrawn: boolean;
}

export interface FoundDocument {
  /** "RSS 2.0", "ninjs 3.1" … */
  kind: string;
  items: FoundItem[];
}

export const MOST_ITEMS = 200;
export const LENGTHS = { headline: 200, standfirst: 300, body: 20_000, link: 2_000 } as const;

/** An item as the desk shows it. */
export interface InboxItem {
  id: string;
  source: string;
  sourceName: string;
  state: ItemState;
  /** Rises by one with every change of its text at the source. */
  version: number;
  headline: string;
  /** The beginning of what it says. */
  excerpt: string;
  link: string | null;
  publishedAt: string | null;
  embargoedUntil: string | null;
  isWithdrawn: boolean;
  /** When this version came in. */
  at: string;
  /** Who took it, and when. */
  by?: string;
  handledAt?: string;
  /** The draft that it was made into, and the story that came of that. */
  draft?: string;
  story?: string;
  /** Readers can see that story. */
  isOut?: boolean;
  /** It was changed at its source after it was taken. */
  isChangedSince?: boolean;
}

/** With its whole text. */
export interface InboxItemDetail extends InboxItem {
  standfirst: string;
  /** Plain paragraphs. */
  body: string;
}

/** A source, as far as everybody at the desk sees it. */
export interface InboxSource {
  id: string;
  name: string;
  isEnabled: boolean;
  /** Items that wait. */
  waiting: number;
  lastSuccessAt: string | null;
  /** What is wrong with it at the moment, in a sentence. */
  lastError: string | null;
}

/** `GET /v1/desk/inbox` */
export interface Inbox {
  items: InboxItem[];
  sources: InboxSource[];
}

/** `inbox` on the desk's socket: whoever was told another one asks for the list. */
export interface InboxCount {
  waiting: number;
  /** When anything in it last changed. */
  touchedAt: string | null;
}

export interface Attribution {
  sourceName: string;
  section: string;
  /** The paper's own wall clock. */
  releaseAt: string;
}

const EXPIRY_MINUTES = 20;

const EXCERPT = 240;

/** The beginning of a text, in one line. */
export function cutExcerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT).replace(/\s+\S*$/, "")}…`;
}

/** Paragraphs of an item as they are read, not as Markdown has them. */
export function plainOf(body: string): string {
  return body.replace(/\\(?=[!-/:-@[-`{-~])/g, "");
}

/** What stands in the composer of whoever takes an item: the item's texts, said to be its source's. */
export function draftOf(item: FoundItem, { sourceName, section, releaseAt }: Attribution): DraftFields {
  const source = item.link === null ? sourceName : `${sourceName}, <${item.link}>`;
  return {
    ...{ kind: "new", note: "", headline: item.headline, standfirst: item.standfirst, section, topics: "" },
    body: [item.body, `Source: ${source}`].filter(Boolean).join("\n\n"),
    ...{ urgency: "routine", expiresInMinutes: EXPIRY_MINUTES, lead: false, verification: "confirmed" },
    ...{ byline: sourceName.slice(0, 120), releaseAt },
  };
}
