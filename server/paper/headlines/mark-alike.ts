import { MARKS } from "../../../core/store/stories/search.ts";

/** Of two words, how much alike they must be: what PostgreSQL calls similar by its own default is 0.3. */
const LIKENESS = 0.4;

/** The words of a headline that are much like the query's, between `MARKS`: what a mistyped search found it by. */
export function markAlike(headline: string, q: string): string {
  const asked = wordsOf(q).map(trigramsOf);
  return headline.replace(/[\p{L}\p{N}]+/gu, (word) => {
    const own = trigramsOf(word);
    return asked.some((other) => likeness(own, other) >= LIKENESS) ? `${MARKS.from}${word}${MARKS.to}` : word;
  });
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** As pg_trgm makes them: two spaces before a word, one after it. */
function trigramsOf(word: string): Set<string> {
  const padded = `  ${word.toLowerCase()} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

function likeness(a: Set<string>, b: Set<string>): number {
  const shared = a.intersection(b).size;
  return shared / (a.size + b.size - shared);
}
