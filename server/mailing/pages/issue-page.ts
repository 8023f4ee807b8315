import { isPublished, type PublishedEntry } from "../../../core/news/front-page.ts";
import { longDate } from "../../../core/page/clock-words.ts";
import { renderMarkdown } from "../../../core/page/markdown.ts";
import { html, type Markup, raw } from "../../../core/page/markup.ts";
import { headlineItem } from "../../../core/page/story-card.ts";
import type { Press } from "../../paper/page-frame.ts";
import { mailingPage } from "./mailing-page.ts";

export interface IssueShown {
  /** The newsletter's. */
  slug: string;
  name: string;
  id: string;
  subject: string;
  /** Markdown. */
  intro: string;
  startedAtMs: number;
  /** The stories of it that stand, as they read now. */
  entries: readonly PublishedEntry[];
  /** How many of its stories were taken back since. */
  takenBack: number;
}

/**
 * `/newsletters/{slug}/{issue}`: an issue as it would read now. It is drawn from present revisions: what was corrected
 * since appears corrected, with its note, and of what was taken back there is nothing but how many.
 */
export function drawIssuePage(press: Press, issue: IssueShown, nowMs: number): string {
  const { slug, name, id, subject, intro, startedAtMs, entries, takenBack } = issue;
  const { sections, timeZone } = press.site;
  const paper = { sections, timeZone, nowMs };
  const items = entries.filter(isPublished).map((entry) => headlineItem(entry, paper, "card"));
  const main = html`<p class="kicker"><a href="/newsletters/${slug}">${name}</a></p><h1>${subject}</h1>
<p class="hint">${longDate(startedAtMs, timeZone)}</p>
${intro.trim() !== "" && html`<div class="body issue-body">${raw(renderMarkdown(intro))}</div>`}
${items.length > 0 && html`<h2 class="unseen">Stories</h2><ol class="list">${items}</ol>`}
${takenBack > 0 && html`<p class="hint">${takenBack === 1 ? "One story of this issue was" : `${takenBack} stories of this issue were`} taken back since.</p>`}
<p><a href="/newsletters/${slug}">Get ${name} by e-mail</a></p>`;
  const description = `${name} of ${longDate(startedAtMs, timeZone)}: ${subject}`;
  return mailingPage(press, { title: subject, description, path: `/newsletters/${slug}/${id}`, main }, nowMs);
}

/** The issues that went out, for the newsletter's page. */
export function pastIssues(
  slug: string,
  issues: readonly { id: string; subject: string; startedAtMs: number }[],
  timeZone: string,
): Markup | undefined {
  if (issues.length === 0) return undefined;
  const items = issues.map(
    ({ id, subject, startedAtMs }) =>
      html`<li><a href="/newsletters/${slug}/${id}">${subject}</a> <span class="when">${longDate(startedAtMs, timeZone)}</span></li>`,
  );
  return html`<section aria-labelledby="past"><h2 id="past">Earlier issues</h2><ul class="past-issues">${items}</ul></section>`;
}
