import { formatCursor } from "../../core/news/cursor.ts";
import type { Entry, Fold, PublishedEntry } from "../../core/news/front-page.ts";
import { clockTime, longDate } from "../../core/page/clock-words.ts";
import { html, type Markup } from "../../core/page/markup.ts";
import type { Paper } from "../../core/page/story-parts.ts";
import type { Site } from "../../core/settings/config.ts";
import type { Assets } from "../http/answers/assets.ts";
import { fontPreloads } from "../http/answers/font-preloads.ts";
import { sharedPage } from "./machines/open-graph.ts";

/** What every page is framed with. */
export interface Press {
  site: Site;
  assets: Assets;
}

export interface FrameContent {
  title: string;
  description: string;
  /** The page's own path, for the canonical address; left out where there is none (404, 410). */
  path?: string;
  /** What the page was drawn from, read before anything else it shows: its place on the wire. Left out: it is not live. */
  fold?: Fold;
  /** What breaks on it. */
  breaking?: PublishedEntry | null;
  /** The stories it shows. */
  shown?: readonly Entry[];
  /** The section that it belongs to. */
  section?: string | undefined;
  /** The masthead is the page's first heading; elsewhere the page has its own. */
  isFront?: boolean;
  /** Search engines are asked to leave it out. */
  isUnlisted?: boolean;
  /** It is kept for any length of time: it has no date. */
  isTimeless?: boolean;
  /** The page shows another time than the present. */
  isPast?: boolean;
  /** What the head tells programs: for those that share it, for those that index it. */
  told?: Markup | null;
  /** A style sheet and scripts of this page alone, which does without the scripts. */
  style?: string;
  scripts?: readonly string[];
  paper: Paper;
  main: Markup;
}

/** The whole page: head, masthead, the row of sections, what was put between, and the foot. */
export function pageFrame(press: Press, content: FrameContent): string {
  const { fold, breaking, isPast, paper, main } = content;
  const live = fold && html` data-cursor="${formatCursor(fold)}" data-zone="${paper.timeZone}"`;
  const alert = breaking && html` data-breaking="${breaking.story.id}"`; // for the script that runs before the first paint
  return html`<!doctype html>
<html lang="en-GB"${live}${alert}${isPast && html` class="is-past"`}>
${head(press, content)}
<body>
<a class="skip" href="#main">To the news</a>
${masthead(press.site, content)}
<main id="main" tabindex="-1">
${main}
</main>
${foot(press.site)}
${fold && [PLAYER, GAP]}
</body>
</html>
`.toString();
}

function head({ site, assets }: Press, content: FrameContent): Markup {
  const { title, description, path, fold, isUnlisted, told, style, scripts = [] } = content;
  return html`<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fffdf8" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#16171a" media="(prefers-color-scheme: dark)">
${isUnlisted && html`<meta name="robots" content="noindex">`}
${path !== undefined && html`<link rel="canonical" href="${site.publicUrl}${path}">`}
<link rel="icon" href="/favicon.ico" sizes="32x32"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
${told ?? (path !== undefined && sharedPage(title, description, path, site))}
${feedLinks(site, content)}
${fontPreloads(assets)}<link rel="stylesheet" href="${assets.style}">${style && html`<link rel="stylesheet" href="${style}">`}
${fold && html`<script src="${assets.beforePaint}"></script><script type="module" src="${assets.script}"></script>`}
${scripts.map((path) => html`<script type="module" src="${path}"></script>`)}
</head>`;
}

/** Where a reader's program finds the feeds: of the section that the page belongs to, else of the whole paper. */
function feedLinks({ name, sections }: Site, { section }: FrameContent): Markup {
  const own = sections.find(({ slug }) => slug === section);
  const title = own ? `${name}: ${own.name}` : name;
  const query = own ? `?section=${own.slug}` : "";
  return html`<link rel="alternate" type="application/atom+xml" title="${title} (Atom)" href="/feeds/atom.xml${query}">
<link rel="alternate" type="application/rss+xml" title="${title} (RSS)" href="/feeds/rss.xml${query}">
<link rel="alternate" type="application/feed+json" title="${title} (JSON Feed)" href="/feeds/feed.json${query}">`;
}

function masthead(site: Site, { isFront, section, path, paper, shown = [], fold, isTimeless }: FrameContent): Markup {
  const name = html`<a href="/">${site.name}</a>`;
  const updatedAt = shown
    .map(({ at }) => at)
    .sort()
    .at(-1);
  const updated =
    updatedAt && html`Updated <time datetime="${updatedAt}">${clockTime(updatedAt, paper.timeZone)}</time>`;
  const links = site.sections.map(({ name, slug }) => {
    const isHere = slug === section && html` aria-current="page"`;
    return html`<li><a href="/section/${slug}"${isHere}>${name}</a></li>`;
  });
  return html`<header class="masthead">
<div class="title">${isFront ? html`<h1>${name}</h1>` : html`<p>${name}</p>`}<p class="tagline">${site.tagline}</p></div>
<div class="dateline"><p data-today>${!isTimeless && longDate(paper.nowMs, paper.timeZone)}</p>
${fold && [YOURS, html`<p id="live" data-state="page">${updated}</p><p class="unseen" role="status" id="said"></p>`]}</div>
<nav aria-label="Sections"><ul>${links}<li class="find"><a href="/search"${path === "/search" && html` aria-current="page"`}>Search</a></li></ul></nav>
</header>`;
}

function foot({ name, tagline, sections }: Site): Markup {
  const links = sections.map(({ name, slug }) => html`<li><a href="/section/${slug}">${name}</a></li>`);
  return html`<footer>
<nav aria-label="The whole paper"><ul><li><a href="/">Front page</a></li><li><a href="/latest">All headlines</a></li>${links}<li><a href="/search">Search</a></li><li><a href="/at">Archive</a></li><li><a href="/newsletters">Newsletters</a></li></ul></nav>
<nav aria-label="About the paper"><ul><li><a href="/about">About</a></li><li><a href="/accessibility">Accessibility</a></li><li><a href="/privacy">Privacy</a></li><li><a href="/feeds/rss.xml">RSS</a></li><li><a href="/feeds/atom.xml">Atom</a></li><li><a href="/feeds/feed.json">JSON Feed</a></li></ul></nav>
<p><b>${name}</b> ${tagline} This page needs no script to be read, sets no cookie and asks nobody else’s server.</p>
</footer>`;
}

/** The way to a reader's own choices; the page's script opens it. */
const YOURS = html`<p class="yours"><button type="button" id="yours" aria-haspopup="dialog" disabled>Your paper</button></p>`;

/** Said when the server could not tell every step: nothing is hidden from the reader. */
const GAP = html`<div class="gap" id="gap" popover="manual" role="status">
<p>You were away too long for every step; this is the present state.</p>
<button type="button" popovertarget="gap" popovertargetaction="hide">Close</button>
</div>`;

/** The player, docked at the foot; the page's script shows it when somebody listens. */
const PLAYER = html`<section class="player" id="player" aria-label="Listen to this article" hidden>
<button type="button" data-play aria-label="Play"></button>
<p class="times"><span data-elapsed>0:00</span> / <span data-total>0:00</span></p>
<input type="range" data-seek min="0" max="0" step="any" value="0" aria-label="Position in the article">
<button type="button" data-faster><span class="unseen">Speed</span> <span data-speed>1×</span></button>
<button type="button" data-close>Close</button>
<p class="reading" dir="auto" data-reading></p>
</section>`;
