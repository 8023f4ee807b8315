import type { Entry } from "../../core/news/front-page.ts";
import { html, type Markup } from "../../core/page/markup.ts";
import { facts, type Paper, tombstone } from "../../core/page/story-parts.ts";
import { type Press, pageFrame } from "./page-frame.ts";
import type { Drawn } from "./serving/page-cache.ts";

/** What the paper says when it cannot show what was asked for. Their texts depend on nothing but the time. */

const WAYS = html`<p class="ways"><a href="/">Front page</a> <a href="/latest">All headlines</a> <a href="/search">Search</a></p>`;

/** 404: no such page, or a story that is not out yet. */
export function drawNotFound(press: Press, nowMs: number): Drawn {
  const words = html`<p class="standfirst">There is nothing at this address. It may have been mistyped, or be from another paper.</p>`;
  return drawn(press, { status: 404, title: "Not in this paper", words }, nowMs);
}

/** 404: a moment of the past that is still to come. */
export function drawNotYet(press: Press, nowMs: number): Drawn {
  const words = html`<p class="standfirst">That moment has not come yet. What happens until then will be on the front page.</p>`;
  return drawn(press, { status: 404, title: "Not yet", words }, nowMs);
}

/** 410: the story was here, and was taken back. */
export function drawTombstone(press: Press, entry: Entry, nowMs: number): Drawn {
  const paper = paperOf(press, nowMs);
  const words = html`<article class="gone" ${facts(entry)}>${tombstone(entry, paper)}</article>
<p>What it said must not be relied on. Its address stays, so that nobody wonders where it went.</p>`;
  return drawn(press, { status: 410, title: "A story taken back", words }, nowMs);
}

/** 503: the paper cannot be made at the moment. */
export function drawUnavailable(press: Press, nowMs: number): Drawn {
  const words = html`<p class="standfirst">This page cannot be made at the moment. Nothing is lost; try again in a few seconds.</p>`;
  return drawn(press, { status: 503, title: "One moment, please", words }, nowMs);
}

function drawn(
  press: Press,
  { status, title, words }: { status: number; title: string; words: Markup },
  nowMs: number,
): Drawn {
  const main = html`<section class="lost"><p class="kicker"><span>${status}</span></p><h1>${title}</h1>${words}${WAYS}</section>`;
  const content = { title: `${title} — ${press.site.name}`, description: title, paper: paperOf(press, nowMs), main };
  return { status, html: pageFrame(press, content), livesUntilMs: nowMs };
}

function paperOf({ site: { sections, timeZone } }: Press, nowMs: number): Paper {
  return { sections, timeZone, nowMs };
}
