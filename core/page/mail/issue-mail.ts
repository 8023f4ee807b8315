import type { PublishedEntry } from "../../news/front-page.ts";
import { renderMarkdown } from "../markdown.ts";
import { html, raw } from "../markup.ts";
import type { Paper } from "../story-parts.ts";
import { type DrawnMail, drawMail, type MailSite } from "./mail-frame.ts";
import { footLine, type MailPart, paragraph } from "./mail-parts.ts";
import { mailStory } from "./mail-story.ts";

/** An issue as its mail tells it, of which only the links differ from one reader to the next. */
export interface IssueToDraw {
  /** "Morning Briefing" */
  newsletter: string;
  subject: string;
  /** Markdown. */
  intro: string;
  /** Stories that stand, in the editor's order; the first leads. */
  entries: readonly PublishedEntry[];
}

export interface IssueLinks {
  /** This issue on the site. */
  online: string;
  preferences: string;
  unsubscribe: string;
}

/** One issue as HTML and as plain text: its intro, its stories, and how to have no more of it. */
export function drawIssue(
  site: MailSite,
  paper: Paper,
  { newsletter, subject, intro, entries }: IssueToDraw,
  { online, preferences, unsubscribe }: IssueLinks,
): DrawnMail {
  const stories = entries.map((entry, at) => mailStory(entry, paper, at === 0 ? "lead" : "row"));
  const said: MailPart[] = intro.trim() === "" ? [] : [introPart(intro)];
  const others = entries.slice(1, 4).map(({ story }) => story.headline);
  const [lead] = entries;
  const preheader = lead ? [lead.story.standfirst || lead.story.headline, ...others].join(" · ") : subject;
  return drawMail(site, {
    ...{ subject, preheader, name: newsletter, nowMs: paper.nowMs },
    parts: said.length + stories.length > 0 ? [...said, ...stories] : [paragraph(subject)],
    foot: [
      footLine(`You get ${newsletter} because you asked ${site.name} for it.`),
      footLine("Read it on the site, corrections included", online),
      footLine("Choose what you get, and when", preferences),
      footLine(`Unsubscribe from ${newsletter}`, unsubscribe),
    ],
  });
}

function introPart(intro: string): MailPart {
  return {
    html: html`<div class="ink" style="margin:0 0 26px;font-size:17px;line-height:1.5">${raw(renderMarkdown(intro))}</div>`,
    text: intro.trim(),
  };
}
