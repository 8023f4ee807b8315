import { type Kysely, sql } from "kysely";

/**
 * What readers search: for each story the words of its present revision, the headline's weighing more than the
 * standfirst's, and these more than the body's; and the headline itself, for what is mistyped.
 *
 * A row is written with its revision, so before its commit waits for the wire's counter: parsing a text must not hold up
 * everybody else's. What is not out yet has its row, too: whoever searches asks for the story's status. A retraction
 * takes the words away with the text. Of a body the first 50,000 characters count, because a tsvector ends at 1 MiB, and
 * a text that goes beyond it must not be refused.
 *
 * Not so: an index on `revision`. Every revision ever written would be in it, and the commit updates that row again
 * while it holds the counter. Nor a generated column there, because the commit inserts whole rows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db); // parsing the stories of years takes longer than a reader waits
  await sql`
    create table story_words (
      story_id uuid primary key references story,
      headline text not null,
      words    tsvector not null
    )`.execute(db);
  await sql`
    create function words_of(headline text, standfirst text, body text) returns tsvector
    language sql immutable parallel safe
    return setweight(to_tsvector('english', headline), 'A') || setweight(to_tsvector('english', standfirst), 'B')
        || setweight(to_tsvector('english', left(body, 50000)), 'C')`.execute(db);
  await sql`
    create function keep_words() returns trigger language plpgsql as $$
    begin
      if new.kind = 'retraction' then
        delete from story_words where story_id = new.story_id;
      else
        insert into story_words (story_id, headline, words)
          values (new.story_id, new.headline, words_of(new.headline, new.standfirst, new.body))
          on conflict (story_id) do update set headline = excluded.headline, words = excluded.words;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    insert into story_words (story_id, headline, words)
      select r.story_id, r.headline, words_of(r.headline, r.standfirst, r.body)
        from story s join revision r on r.story_id = s.id and r.rev = s.rev where s.status <> 'retracted'`.execute(db);
  await sql`create index story_words_words on story_words using gin (words) with (gin_pending_list_limit = 512)`.execute(
    db,
  );
  await sql`
    create index story_words_headline on story_words using gin (headline gin_trgm_ops)
      with (gin_pending_list_limit = 512)`.execute(db);
  await sql`
    create trigger keep_words after insert on revision for each row execute function keep_words()`.execute(db);
}
