import { type RawBuilder, sql } from "kysely";
import type { Store } from "../connect.ts";

/** Only among so many of the newest: what is related is mostly recent, and the answer does not slow down with the years. */
const AMONG = 2_000;
/** Words of the story itself that are looked for: of its headline first, then of its standfirst. */
const WORDS = 24;
/** One common word is no relation; in another section two are none, either. */
const LEAST_SHARED = { section: 2, elsewhere: 3 };

/**
 * Ids of published stories that say much the same as this one, the closest first: by the words of its headline and its
 * standfirst, where these stand in the others' headlines, standfirsts and texts.
 */
export async function findAlike(store: Store, storyId: string, limit: number): Promise<string[]> {
  const words = sql`(select words from story_words where story_id = ${storyId}::uuid)`;
  return findClosest(store, { words, section: sql`(${sectionOf(storyId)})`, except: storyId }, limit);
}

/** A text that is being written. */
export interface WrittenText {
  headline: string;
  standfirst: string;
  section: string;
  /** The story that it changes. */
  except: string | null;
}

/** The same of a text that is no story yet. */
export async function findAlikeText(store: Store, text: WrittenText, limit: number): Promise<string[]> {
  const words = sql`words_of(${text.headline}, ${text.standfirst}, '')`;
  return findClosest(store, { words, section: sql`${text.section}::text`, except: text.except }, limit);
}

interface Own {
  /** A tsvector, the headline's words weighing A and the standfirst's B. */
  words: RawBuilder<unknown>;
  section: RawBuilder<unknown>;
  except: string | null;
}

async function findClosest(store: Store, { words, section, except }: Own, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with own as materialized (
      select array_agg(lexeme) as lexemes, string_agg(quote_literal(lexeme), ' | ')::tsquery as any_of
        from (select lexeme from unnest(${words}) where weights && '{A,B}'
                and length(lexeme) > 2 order by 'A' = any(weights) desc, length(lexeme) desc limit ${WORDS}) best),
    newest as materialized (
      select id, rev, first_seq from story
        where wire = 'news' and first_seq is not null and status = 'published' and id is distinct from ${except}::uuid
        order by first_seq desc limit ${AMONG}),
    ranked as materialized (
      select n.*, w.words, ts_rank('{0.02, 0.05, 0.4, 1}', w.words, own.any_of, 1) as rank
        from own cross join newest n
        cross join lateral (select words from story_words where story_id = n.id offset 0) w -- by its key, never all
        where w.words @@ own.any_of
        order by rank desc, first_seq desc limit ${8 * limit}),
    alike as (
      select n.id, n.rank, n.first_seq, r.section = ${section} as is_near,
             cardinality(array(select unnest(tsvector_to_array(ts_filter(n.words, '{a,b}')))
                               intersect select unnest(own.lexemes))) as shared
        from own cross join ranked n join revision r on r.story_id = n.id and r.rev = n.rev)
    select id from alike
      where shared >= case when is_near then ${LEAST_SHARED.section}::int else ${LEAST_SHARED.elsewhere}::int end
      order by rank desc, first_seq desc limit ${limit}`.execute(store);
  return rows.map(({ id }) => id);
}

function sectionOf(storyId: string) {
  return sql`select r.section from story s join revision r on r.story_id = s.id and r.rev = s.rev
    where s.id = ${storyId}::uuid`;
}
