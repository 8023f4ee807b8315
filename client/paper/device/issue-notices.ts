import type { NewsletterEvent } from "../../../core/news/wire-event.ts";
import { html } from "../../../core/page/markup.ts";
import { pathOf } from "../../../core/page/story-parts.ts";
import { readChoices } from "./choices.ts";
import type { Notices } from "./notices.ts";
import { oneTabAtATime } from "./one-tab.ts";
import { put, take } from "./shelf.ts";

/*
 * "Morning Briefing is out": a calm word on open pages, to whoever follows that newsletter. Once for each issue on this
 * device, whichever of its tabs it was told in, and closed in one it is closed in all. What a page hears only when it comes
 * back counts for a few hours; an older issue is no news.
 */

export interface IssueNoticesNeeds {
  mayTell: () => boolean;
  now: () => number;
  lay: Notices["lay"];
  say: (words: string) => void;
}

export interface IssueNotices {
  hear(event: NewsletterEvent): void;
  /** What waits because nobody looked, or it was to be quiet. */
  tell(): Promise<void>;
}

const NEWS_FOR_MS = 6 * 60 * 60_000;
const KEPT = 50;

export function createIssueNotices({ mayTell, now, lay, say }: IssueNoticesNeeds): IssueNotices {
  let waiting: NewsletterEvent[] = [];
  const isFollowed = ({ newsletter }: NewsletterEvent): boolean => readChoices().letters.includes(newsletter);

  /** In one tab after the other: the first tells it, the next ones find that it was told. */
  async function tell(): Promise<void> {
    if (waiting.length === 0 || !mayTell()) return;
    const due = waiting;
    waiting = [];
    await oneTabAtATime(() => {
      for (const event of due.filter(isFollowed)) {
        const told = listOf("told");
        if (told.includes(event.issue)) continue;
        keep("told", [...told, event.issue]);
        show(event);
      }
    });
  }

  function show({ newsletter, issue, subject, url }: NewsletterEvent): void {
    const title = `${nameOf(newsletter)} is out`;
    const link = html`<ul><li data-issue="${issue}"><p><a href="${pathOf(url)}">${subject}</a></p></li></ul>`;
    const card = lay("is-issue", title, link);
    card.addEventListener("closed", () => keep("closed", [...listOf("closed"), issue]));
    say(`${title}: ${subject}`);
  }

  addEventListener("storage", ({ key }) => {
    if (key !== "issues") return;
    const closed = listOf("closed");
    for (const item of document.querySelectorAll<HTMLElement>("#notices [data-issue]")) {
      if (closed.includes(item.dataset.issue ?? "")) item.closest(".notice")?.remove();
    }
  });
  return {
    tell,
    hear(event) {
      if (now() - Date.parse(event.at) > NEWS_FOR_MS || !isFollowed(event)) return;
      waiting.push(event);
      void tell();
    },
  };
}

/** The wire has no names. Of the one that this page offers it stands there; for another nobody is asked at that moment. */
function nameOf(newsletter: string): string {
  const offered = document.querySelector(`.sign-up [data-sign-up="${CSS.escape(newsletter)}"]`);
  return offered?.closest("section")?.querySelector("h2")?.textContent ?? "A newsletter";
}

type List = "told" | "closed";

function listOf(list: List): string[] {
  const kept = take<Record<List, unknown>>("issues")[list];
  return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
}

function keep(list: List, issues: string[]): void {
  put("issues", { told: listOf("told"), closed: listOf("closed"), [list]: issues.slice(-KEPT) });
}
