import { parseCursor } from "../../../core/news/cursor.ts";
import { type Entry, emptyFold, type Fold } from "../../../core/news/front-page.ts";
import type { Urgency } from "../../../core/news/story.ts";
import type { PublishedStory } from "../../../core/news/wire-event.ts";

/** What a page says of itself in its own HTML. */
export interface ReadPage {
  /** The fold it was drawn from, as far as it shows it. */
  fold: Fold;
  sections: { name: string; slug: string }[];
  timeZone: string;
  /** Whose own page it is. */
  ownStoryId: string | null;
}

/** Reads a page's state back from its HTML, so that nothing is sent twice. Null: it is not a live page. */
export function readPage(): ReadPage | null {
  const { cursor, zone } = document.documentElement.dataset;
  const at = parseCursor(cursor);
  if (!at || !zone) return null;
  const entries = new Map<string, Entry>();
  const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector);
  for (const element of [...all("article[data-rev]:not(.breaking)"), ...all(".breaking")]) {
    const entry = readEntry(element, at.epoch);
    if (!entries.has(entry.story.id)) entries.set(entry.story.id, entry); // the first of a story says most
  }
  const links = document.querySelectorAll<HTMLAnchorElement>('.masthead a[href^="/section/"]');
  return {
    fold: { ...emptyFold(at.epoch, at.seq), entries },
    sections: [...links].map((link) => ({ name: link.text, slug: link.pathname.slice("/section/".length) })),
    timeZone: zone,
    ownStoryId: document.querySelector<HTMLElement>(".article")?.dataset.story ?? null,
  };
}

/** Kind and label are not read back, nor what a row does not show: a card is redrawn only with what the wire says next. */
function readEntry(element: HTMLElement, epoch: string): Entry {
  const { story: id = "", rev, seq, first, status, section = "", urgency, expires, lead } = element.dataset;
  const firstAt = element.querySelector("time")?.dateTime ?? "";
  const link = element.querySelector<HTMLAnchorElement>("h1 a, h2 a, h3 a, .headline a");
  const url = link?.pathname ?? location.pathname;
  const place = { epoch, firstSeq: Number(first), firstAt, seq: Number(seq), at: firstAt };
  if (status === "retracted") {
    return { ...place, kind: "retraction", story: { id, rev: Number(rev), status, url } };
  }
  const story: PublishedStory = {
    ...{ id, rev: Number(rev), status: "published", section, url, verification: "confirmed" },
    headline: (link ?? element.querySelector("h1"))?.textContent ?? "",
    standfirst: element.querySelector(".standfirst")?.textContent ?? "",
    excerpt: element.querySelector(".excerpt")?.textContent ?? "",
    urgency: (urgency as Urgency | undefined) ?? "routine",
    lead: lead !== undefined,
    ...{ publishedAt: firstAt, updatedAt: firstAt },
    ...(expires && { expiresAt: expires }),
  };
  return { ...place, kind: "new", story };
}
