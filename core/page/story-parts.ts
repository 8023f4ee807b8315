import { type Entry, isUnexpiredAlert, type PublishedEntry } from "../news/front-page.ts";
import type { Section } from "../news/section.ts";
import { clockTime, whenWords } from "./clock-words.ts";
import { html, type Markup } from "./markup.ts";
import type { StoryText } from "./story-text.ts";

/** What a template must know of the paper besides the story: its sections, its time zone, and what time it is. */
export interface Paper {
  sections: readonly Section[];
  timeZone: string;
  nowMs: number;
  /** On a page of the past: what became of a story since. */
  since?: (entry: PublishedEntry) => Markup | null;
}

/** The path of an address of this paper: pages link by path, so they work under every name the server answers to. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]+/, "");
}

/**
 * The attributes that let a page carry on the fold from its own HTML: identity and revision for every story, and for
 * published ones what decides about the lead and the banner.
 */
export function facts(entry: Entry): Markup {
  const { story, seq, firstSeq } = entry;
  const numbers = html`data-story="${story.id}" data-rev="${story.rev}" data-seq="${seq}" data-first="${firstSeq}"`;
  if (story.status === "retracted") return html`${numbers} data-status="retracted"`;
  const urgency = story.urgency !== "routine" && html` data-urgency="${story.urgency}"`;
  const expires = story.expiresAt && html` data-expires="${story.expiresAt}"`;
  return html`${numbers} data-section="${story.section}"${story.lead && html` data-lead`}${urgency}${expires}`;
}

/** Where this very revision can be heard, for the player. */
export function heard(text: StoryText | null): Markup | null {
  return text?.audio ? html` data-audio="${text.audio.path}" data-audio-seconds="${text.audio.seconds}"` : null;
}

/** Section, and what must be known before the headline is read: breaking, unconfirmed, confirmed. */
export function kicker(entry: PublishedEntry, paper: Paper, linksSection: boolean): Markup {
  const { story } = entry;
  const breaking = isUnexpiredAlert(story, paper.nowMs) && html`<b class="flag">Breaking</b> `;
  return html`<p class="kicker">${breaking}${sectionLabel(story.section, paper, linksSection)}${label(entry)}${paper.since?.(entry)}</p>`;
}

/** Whether it is confirmed, where that is in doubt or has just been cleared up. */
export function label({ story, kind }: PublishedEntry): Markup | null {
  const isDoubtful = story.verification === "unconfirmed";
  if (!isDoubtful && kind !== "label") return null;
  return html` <i class="label">${isDoubtful ? "Unconfirmed" : "Confirmed"}</i>`;
}

function sectionLabel(slug: string, { sections }: Paper, linksSection: boolean): Markup {
  const section = sections.find((known) => known.slug === slug); // none: no longer one of this paper's, no page to link to
  const name = section?.name ?? slug;
  return section && linksSection ? html`<a href="/section/${slug}">${name}</a>` : html`<span>${name}</span>`;
}

/** A time as the page shows it. */
export function timeOf(at: string, paper: Paper): Markup {
  return html`<time datetime="${at}">${whenWords(at, paper.nowMs, paper.timeZone)}</time>`;
}

/** The quiet note under a story that was corrected, or updated with a word why. */
export function noteOf({ story, kind, at }: PublishedEntry, paper: Paper): Markup | null {
  if (!story.note || kind === "label") return null;
  const word = kind === "correction" ? "Correction" : "Update";
  return html`<p class="note"><b>${word}, ${timeOf(at, paper)}</b> <bdi>${story.note}</bdi></p>`;
}

/** What is left of a retracted story: that it was taken back, when, and why. Never a word of it. */
export function tombstone(entry: Entry, paper: Paper): Markup {
  const { story, kind, at } = entry;
  const when = kind === "retraction" && html` <time datetime="${at}">${whenAt(at, paper)}</time>`;
  const note = story.note && html`<p class="why" dir="auto">${story.note}</p>`;
  return html`<div class="tombstone"><p>This story was taken back${when}.</p>${note}</div>`;
}

function whenAt(at: string, { nowMs, timeZone }: Paper): string {
  const words = whenWords(at, nowMs, timeZone);
  return words === clockTime(at, timeZone) ? `at ${words}` : `on ${words}`;
}
