import { sql } from "kysely";
import type { Store } from "../connect.ts";
import { presentStories, type StoredStory, storyOf } from "./stories.ts";

export interface SearchRequest {
  /** A clean query: words, "a phrase", or, -not. Any is answered; none is an error. */
  q: string;
  /** A section's slug; left out: all. */
  section?: string | undefined;
  limit: number;
}

/** Characters of a query at most. */
export const MAX_QUERY = 200;

/** What somebody typed, as it is looked for: one line, without what no text of the paper has. May be empty. */
export function cleanQuery(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, " ")
    .trim();
}

/** A story that was found. */
export interface FoundStory {
  story: StoredStory;
  /** How well it fits: above 0, and at most 1; all that mistyped words find is below all that right ones find. */
  score: number;
}

/** Of a headline's part that is like the query, how like: 1 is the same. Below this it is another word. */
const LIKENESS = 0.5;
/** What is only alike is below this. */
const MISTYPED_SCORE = 0.001;
/** Of words in the body (D and C), the standfirst, the headline. One in the headline outweighs any number in the body. */
const WEIGHTS = "{0.05, 0.1, 0.4, 1}";

/** Whoever writes these means what is written. */
const OPERATORS = /"|(^|\s)-|\sor\s/i;
/** Signs that PostgreSQL takes for one "not" each; with more than 32 before one word it gives up. */
const REPEATED_NOT = /-[\s!&|()"-]*(?=-)/g;

/**
 * The published stories that fit best, the newest first among equals. Those that have the words; and where these are
 * fewer than `limit`, those whose headline is much like the query, so that a typing mistake still finds them.
 */
export async function searchStories(store: Store, request: SearchRequest): Promise<FoundStory[]> {
  const exact = await findWords(store, request);
  if (exact.length >= request.limit || OPERATORS.test(request.q)) return exact;
  const known = new Set(exact.map(({ story }) => story.id));
  const alike = (await findAlike(store, request)).filter(({ story }) => !known.has(story.id));
  return [...exact, ...alike].slice(0, request.limit);
}

async function findWords(store: Store, { q, section, limit }: SearchRequest): Promise<FoundStory[]> {
  const query = parsed(q);
  const rank = sql<number>`ts_rank(${sql.lit(WEIGHTS)}::real[], w.words, ${query})`;
  const rows = await published(store, section)
    .select(rank.as("rank"))
    .where(sql<boolean>`w.words @@ ${query}`)
    .where(sql<boolean>`querytree(${query}) not in ('', 'T')`) // "-london" alone is the whole paper, and no search
    .orderBy("rank", "desc")
    .orderBy("story.first_seq", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ rank, ...row }) => ({
    story: storyOf(row),
    score: rounded(MISTYPED_SCORE + (1 - MISTYPED_SCORE) * rank),
  }));
}

/** The threshold of `<%` is the session's; it is set for this transaction alone. */
async function findAlike(store: Store, { q, section, limit }: SearchRequest): Promise<FoundStory[]> {
  const likeness = sql<number>`word_similarity(${q}, w.headline)`;
  const rows = await store.transaction().execute(async (transaction) => {
    await sql`select set_config('pg_trgm.word_similarity_threshold', ${String(LIKENESS)}, true)`.execute(transaction);
    return published(transaction, section)
      .select(likeness.as("likeness"))
      .where(sql<boolean>`${q} <% w.headline`)
      .orderBy("likeness", "desc")
      .orderBy("story.first_seq", "desc")
      .limit(limit)
      .execute();
  });
  return rows.map(({ likeness, ...row }) => ({ story: storyOf(row), score: rounded(MISTYPED_SCORE * likeness) }));
}

/** The beginning and the end of a marked word in what `markWords` gives: no text has them after it. */
export const MARKS = { from: "\ue000", to: "\ue001" } as const;

export interface Unmarked {
  text: string;
  /** The whole text; else the parts around the words that were found, or its beginning when there are none. */
  isWhole: boolean;
}

/** The texts with the query's words between `MARKS`. They are text, as they came: escape them before they are HTML. */
export async function markWords(store: Store, q: string, texts: readonly Unmarked[]): Promise<string[]> {
  const marks = `StartSel=${MARKS.from}, StopSel=${MARKS.to}`;
  const clean = texts.map(({ text }) => text.replaceAll(MARKS.from, "").replaceAll(MARKS.to, ""));
  const isWhole = texts.map((each) => each.isWhole);
  const { rows } = await sql<{ marked: string }>`
    select ts_headline('english', text, ${parsed(q)},
             ${marks} || case when whole then ', HighlightAll=true'
               else ', MaxFragments=2, MinWords=12, MaxWords=24, FragmentDelimiter=" … "' end) as marked
      from unnest(${clean}::text[], ${isWhole}::boolean[]) with ordinality as given (text, whole, place)
      order by place`.execute(store);
  return rows.map(({ marked }) => marked);
}

/** Any text as a query; PostgreSQL's own parser has no syntax errors. */
function parsed(q: string) {
  return sql`websearch_to_tsquery('english', ${q.replace(REPEATED_NOT, "")})`;
}

function published(store: Store, section: string | undefined) {
  const query = presentStories(store)
    .innerJoin("story_words as w", "w.story_id", "story.id")
    .where("story.wire", "=", "news")
    .where("story.status", "=", "published");
  return section === undefined ? query : query.where("revision.section", "=", section);
}

function rounded(score: number): number {
  return Number(score.toPrecision(4));
}
