import { frontPage, isPublished, type PublishedEntry } from "../../../core/news/front-page.ts";
import { plainText } from "../../../core/page/markdown.ts";
import { html, type Markup, raw } from "../../../core/page/markup.ts";
import { facts, kicker, noteOf, type Paper, pathOf, timeOf } from "../../../core/page/story-parts.ts";
import {
  cleanQuery,
  type FoundStory,
  MARKS,
  MAX_QUERY,
  type SearchRequest,
  type Unmarked,
} from "../../../core/store/stories/search.ts";
import { entryOf } from "../article/stored-entry.ts";
import { type Press, pageFrame } from "../page-frame.ts";
import type { Edition } from "../serving/edition.ts";
import type { Drawn } from "../serving/page-cache.ts";
import { bannerPlace } from "./headline-list.ts";
import { markAlike } from "./mark-alike.ts";

const LENGTH = 30;
/** Of a body: what it says about the query's words is shown if it stands in these. */
const BODY_CHARACTERS = 20_000;

export interface SearchPageNeeds {
  press: Press;
  edition: Edition;
  searchStories: (request: SearchRequest) => Promise<FoundStory[]>;
  markWords: (q: string, texts: Unmarked[]) => Promise<string[]>;
}

interface Hit {
  entry: PublishedEntry;
  /** With `MARKS`. */
  headline: string;
  passage: string;
}

/**
 * `GET /search?q=`: a form, and what was found. Drawn for each reader who asks: what people look for is not held in
 * memory, and no two look for the same.
 */
export async function drawSearchPage(needs: SearchPageNeeds, asked: unknown, nowMs: number): Promise<Drawn> {
  const { press, edition } = needs;
  const { site } = press;
  const paper: Paper = { sections: site.sections, timeZone: site.timeZone, nowMs };
  const fold = edition.fold(); // before the data: what comes later than this is told live
  const { breaking } = frontPage(fold, nowMs, 0);
  const q = queryOf(asked);
  const hits = q === "" ? [] : await find(needs, q);
  const title = q === "" ? "Search" : `${q} — Search`;
  const main = html`${bannerPlace(breaking, paper)}
<section class="headlines-page search" aria-labelledby="search"><h1 id="search">Search</h1>
${searchForm(q)}
${q !== "" && html`<p class="hint" role="status">${countWords(hits.length)}</p>`}
${hits.length > 0 ? resultList(hits, paper) : advice(q)}</section>`;
  return {
    status: 200,
    html: pageFrame(press, {
      ...{ title: `${title} — ${site.name}`, description: `Search ${site.name}.`, path: "/search", isUnlisted: true },
      ...{ fold, breaking, paper, main },
    }),
    livesUntilMs: nowMs,
  };
}

/** What a reader typed, as far as it can be looked for. */
function queryOf(asked: unknown): string {
  if (typeof asked !== "string") return "";
  return [...cleanQuery(asked)].slice(0, MAX_QUERY).join("");
}

async function find({ press, edition, searchStories, markWords }: SearchPageNeeds, q: string): Promise<Hit[]> {
  const found = (await searchStories({ q, limit: LENGTH })).flatMap(({ story }) => {
    const entry = entryOf(story, edition.fold(), press.site.publicUrl);
    return entry && isPublished(entry) ? [{ story, entry }] : [];
  });
  const texts = found.flatMap(({ story, entry }) => [
    { text: entry.story.headline, isWhole: true },
    { text: [story.standfirst, plainText(story.body.slice(0, BODY_CHARACTERS))].join(" "), isWhole: false },
  ]);
  const marked = await markWords(q, texts);
  return found.map(({ entry }, place) => {
    const [headline, passage] = [marked[2 * place] ?? entry.story.headline, marked[2 * place + 1] ?? ""];
    const isExact = `${headline}${passage}`.includes(MARKS.from);
    return { entry, headline: isExact ? headline : markAlike(headline, q), passage: cutOut(passage) };
  });
}

/** Dots where a passage does not begin or end with its sentence. */
function cutOut(passage: string): string {
  const before = /^[\ue000\s]*\p{Ll}/u.test(passage) ? "… " : "";
  const after = passage === "" || /[.!?…’”)][\ue001\s]*$/u.test(passage) ? "" : " …";
  return before + passage + after;
}

function searchForm(q: string): Markup {
  return html`<form class="search-form" role="search" action="/search" method="get">
<label class="unseen" for="q">Words to look for</label>
<input id="q" name="q" type="search" value="${q}" maxlength="${MAX_QUERY}" placeholder="A name, a place, a phrase" required${q === "" && html` autofocus`}>
<button>Search</button></form>`;
}

function countWords(count: number): string {
  if (count === 0) return "No story was found.";
  if (count === 1) return "One story, the present text of it.";
  return count < LENGTH ? `${count} stories, the best first.` : `The ${count} stories that fit best.`;
}

function advice(q: string): Markup {
  const isAsked =
    q !== "" && html`<p>No story in this paper says <b>${q}</b>. Fewer words, or other ones, may find more.</p>`;
  return html`<div class="advice">${isAsked}
<p class="hint">Every word counts: <b>river flood</b> finds stories with both. Quotation marks keep words together: <b>“city hall”</b>. <b>or</b> takes either, a hyphen before a word leaves it out: <b>-football</b>.</p>
<p class="ways"><a href="/latest">All headlines</a></p></div>`;
}

function resultList(hits: Hit[], paper: Paper): Markup {
  return html`<h2 class="unseen">What was found</h2><ol class="headlines">${hits.map((hit) => resultOf(hit, paper))}</ol>`;
}

/** A card, as the live page knows it: a correction redraws it, a retraction leaves its tombstone. */
function resultOf({ entry, headline, passage }: Hit, paper: Paper): Markup {
  return html`<li><article class="card" ${facts(entry)}><p class="when">${timeOf(entry.firstAt, paper)}</p><div>
${kicker(entry, paper, false)}<h3 dir="auto"><a href="${pathOf(entry.story.url)}">${markedHtml(headline)}</a></h3>
${passage && html`<p class="standfirst" dir="auto">${markedHtml(passage)}</p>`}${entry.kind === "correction" && noteOf(entry, paper)}</div></article></li>
`;
}

const MARKED = new RegExp(`${MARKS.from}([^${MARKS.from}${MARKS.to}]*)${MARKS.to}`, "g");
const LOOSE_MARK = new RegExp(`[${MARKS.from}${MARKS.to}]`, "g");

/** Escaped first, marked then: whatever the text says, the only tags are ours, and each is closed. */
export function markedHtml(text: string): Markup {
  const escaped = html`${text}`.toString();
  return raw(escaped.replace(MARKED, "<mark>$1</mark>").replace(LOOSE_MARK, ""));
}
