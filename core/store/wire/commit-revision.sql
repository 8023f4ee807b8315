-- The one way onto the wire.
--
-- Promise   An accepted revision is durable and has one number; a refused one leaves nothing; the same key gives the
--           same answer for ever.
-- Idea      The whole commit is one call in autocommit, so no client can be paused, cut or killed while it holds
--           the counter. The counter's row is the last lock taken: what waits behind it waits for one fsync.
-- Not so    A SEQUENCE: its values become visible out of commit order, and whoever polls "after the last" skips a
--           row for ever. Separate statements: six round trips under the lock instead of none.
-- Seen      Whoever calls says how far it has seen the wire. A counter that stands lower proves that history was cut (an
--           older copy of the store was put in place), and no number may then mean two things: a new epoch begins here.
-- Locks     key (advisory) -> story row -> similar alerts (advisory) -> the story's own events -> the counter
--           (advisory, then wire_head's row): always in this order.
--
-- This file is applied anew after every migration: it holds functions only, each `create or replace`. Rows are written
-- with their columns named: a column that a migration adds has its default then, and not the null of a record.


-- RFC 3339 in UTC with milliseconds: the one way a time is written on the wire.
create or replace function wire_time(t timestamptz) returns text
language sql immutable parallel safe
return to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');


-- next_number: the wire's next number, for whatever is put on it. The last lock of whoever calls.
--   p_now     the moment; never earlier than the event before
--   p_seen_epoch, p_seen_top  the furthest place on this wire that the caller knows of; null: none
--   reply     the wire's head as it is now: epoch, seq, at
create or replace function next_number(p_wire text, p_now timestamptz, p_seen_epoch text, p_seen_top bigint)
returns wire_head language plpgsql as $$
declare
  h wire_head;
begin
  -- The queue for the counter. Waiting on the row itself would wake and re-check every waiter at each commit
  -- (254 commits/s with 40 writers; 596 so).
  perform pg_advisory_xact_lock(hashtextextended('wire ' || p_wire, 0));
  update wire_head set
      epoch = case when (epoch collate "C", seq) < (p_seen_epoch collate "C", p_seen_top)
                   then next_epoch(greatest(epoch collate "C", p_seen_epoch collate "C")) else epoch end,
      seq   = seq + 1,
      at    = greatest(at, date_trunc('milliseconds', p_now))
    where wire = p_wire returning * into strict h;
  return h;
end $$;


-- put_on_wire: gives the story's present revision the next number and appends its event.
--   p_story   a story row that the caller has locked, with its revision already written
--   p_kind    new | update | correction | label | retraction
--   p_origin  PUBLIC_URL, for the story's address
--   p_now     the moment; never earlier than the event before
--   p_seen_epoch, p_seen_top  the furthest place on this wire that the caller knows of; null: none
--   reply     the new event
-- The event's JSON is made here, once, without the epoch: that belongs to the wire and is put in front by whoever reads.
create or replace function put_on_wire(
  p_wire text, p_story uuid, p_kind text, p_origin text, p_now timestamptz, p_seen_epoch text, p_seen_top bigint)
returns event language plpgsql as $$
declare
  s story;
  r revision;
  h wire_head;
  e event;
begin
  select * into strict s from story where id = p_story;
  select * into strict r from revision where story_id = s.id and rev = s.rev;

  if p_kind = 'retraction' then
    -- The retraction reaches the log: the story's earlier events keep their numbers and lose their texts.
    update event past set kind = 'withdrawn', json = json_strip_nulls(json_build_object(
        'seq', past.seq, 'at', wire_time(past.at), 'kind', 'withdrawn',
        'story', json_build_object('id', s.id, 'rev', past.rev, 'status', 'retracted',
                                   'url', p_origin || '/story/' || s.id || '/retracted')))::text
      where past.story_id = s.id;
  end if;

  h := next_number(p_wire, p_now, p_seen_epoch, p_seen_top);
  update story set
      status       = case p_kind when 'retraction' then 'retracted' else 'published' end,
      release_at   = null,
      published_at = coalesce(published_at, h.at),
      updated_at   = h.at,
      expires_at   = case when r.urgency = 'routine' then null
                          when r.expires_in_minutes is null then expires_at
                          else h.at + make_interval(mins => r.expires_in_minutes) end,
      first_seq    = coalesce(first_seq, h.seq),
      seq          = h.seq
    where id = s.id returning * into s;
  update revision set kind = p_kind, seq = h.seq, at = h.at where story_id = s.id and rev = s.rev;

  e.wire := p_wire; e.seq := h.seq; e.at := h.at; e.kind := p_kind; e.story_id := s.id; e.rev := s.rev;
  e.json := json_strip_nulls(json_build_object(
    'seq', h.seq, 'at', wire_time(h.at), 'kind', p_kind,
    'story', case when p_kind = 'retraction' then
      json_build_object('id', s.id, 'rev', s.rev, 'status', s.status,
        'url', p_origin || '/story/' || s.id || '/retracted', 'note', r.note)
    else
      json_build_object('id', s.id, 'rev', s.rev, 'status', s.status,
        'headline', r.headline, 'standfirst', r.standfirst, 'excerpt', r.excerpt,
        'section', r.section, 'urgency', r.urgency, 'verification', r.verification, 'lead', r.lead,
        'url', p_origin || '/story/' || s.id || '/' || r.slug,
        'publishedAt', wire_time(s.published_at), 'updatedAt', wire_time(s.updated_at),
        'expiresAt', wire_time(s.expires_at), 'note', r.note)
    end))::text;
  insert into event (wire, seq, at, kind, story_id, rev, json)
    values (e.wire, e.seq, e.at, e.kind, e.story_id, e.rev, e.json);
  return e;
end $$;


-- commit_revision: one editor's act, decided and made durable.
--   p_account, p_key, p_hash   who, the Idempotency-Key, and the SHA-256 of what was asked
--   p_story, p_rev, p_kind     rev 1 makes the story; any other must be the present one + 1
--   p_content  columns of `revision` that this act sets; what is left out stays as the revision before has it, but
--              the expiry starts anew only if it is set, and a lead that another story took over stays there
--   p_note     what readers are told of a correction, an update, a retraction
--   p_release_at, p_hold_seconds  wait as scheduled, or as held; both null: as it stands
--   p_refuse_similar              refuse if a similar alert went out or is held since 10 minutes
--   p_at       null: now. Earlier times are for filling an empty paper and never go behind the wire
--   p_seen_epoch, p_seen_top      the furthest place on this wire that the caller knows of; null: none
--   p_address                     from where, for the audit log; null: it writes no line
-- reply: one row
--   outcome    accepted | replayed | key_reused | missing | stale | gone | released | unreleased | similar
--   answer     JSON for the editor: {id, rev, status, epoch?, seq?, url, receiptUrl}; with accepted and replayed
--   detail     JSON: stale {current}; similar {story, headline, at, by}
--   seq        its number, when it is on the wire
create or replace function commit_revision(
  p_wire text, p_account text, p_key text, p_hash bytea, p_origin text,
  p_story uuid, p_rev int, p_kind text, p_content jsonb, p_note text,
  p_release_at timestamptz, p_hold_seconds int, p_refuse_similar boolean, p_at timestamptz,
  p_seen_epoch text, p_seen_top bigint, p_address text default null,
  out outcome text, out answer text, out detail json, out seq bigint)
language plpgsql as $$
#variable_conflict use_variable
declare
  now_     timestamptz := coalesce(p_at, clock_timestamp());
  s        story;
  r        revision;
  given    idempotency;
  alike    record;
  waits_as text;
begin
  -- 1. The key: whoever sends it again waits here for the first, and gets the first's answer.
  perform pg_advisory_xact_lock(hashtextextended(p_account || chr(10) || p_key, 0));
  select * into given from idempotency i where i.account = p_account and i.key = p_key;
  if found then
    outcome := case when given.hash = p_hash then 'replayed' else 'key_reused' end;
    if outcome = 'replayed' then answer := given.answer; end if;
    return;
  end if;

  -- 2. The state, under the story's lock.
  if p_rev > 1 then
    select * into s from story where id = p_story and wire = p_wire for update;
    if not found then outcome := 'missing'; return; end if;
    if s.status = 'retracted' then outcome := 'gone'; return; end if;
    if p_rev <> s.rev + 1 then
      outcome := 'stale'; detail := json_build_object('current', s.rev); return;
    end if;
    if s.status = 'published' and (p_release_at is not null or p_hold_seconds is not null) then
      outcome := 'released'; return;
    end if;
    if s.status <> 'published' and p_kind = 'retraction' then outcome := 'unreleased'; return; end if;
    select * into r from revision where story_id = p_story and rev = s.rev;
  end if;

  if p_refuse_similar then
    perform pg_advisory_xact_lock(hashtextextended('similar alerts ' || p_wire, 0));
    select a.id, v.headline, v.at, v.author into alike
      from revision v join story a on a.id = v.story_id and a.rev = v.rev
      where a.wire = p_wire and v.urgency <> 'routine' and v.at > now_ - interval '10 minutes'
        and a.status in ('published', 'held') and a.id <> p_story
        and similarity(v.headline, p_content ->> 'headline') >= 0.5
      order by similarity(v.headline, p_content ->> 'headline') desc limit 1;
    if found then
      outcome := 'similar';
      detail := json_build_object('story', alike.id, 'headline', alike.headline,
                                  'at', wire_time(alike.at), 'by', person_name(alike.author));
      return;
    end if;
  end if;

  -- 3. The revision. Nothing is written above this line, so a refusal leaves nothing.
  if p_release_at > now_ then
    waits_as := 'scheduled';
  elsif p_hold_seconds > 0 then
    waits_as := 'held';
    p_release_at := now_ + make_interval(secs => p_hold_seconds);
  elsif p_release_at is null and p_hold_seconds is null and s.status in ('draft', 'scheduled', 'held') then
    waits_as := s.status;
    p_release_at := s.release_at;
  end if;

  if p_rev = 1 then
    insert into story (id, wire, status, rev, author, release_at)
      values (p_story, p_wire, coalesce(waits_as, 'draft'), 1, p_account, p_release_at);
  else
    update story set rev = p_rev, status = coalesce(waits_as, status), release_at = p_release_at where id = p_story;
  end if;

  r := jsonb_populate_record(r, p_content);
  if s.status = 'published' and not p_content ? 'expires_in_minutes' then r.expires_in_minutes := null; end if;
  if not p_content ? 'lead' then
    r.lead := coalesce(r.lead, false) and not exists (
      select from story o join revision v on v.story_id = o.id and v.rev = o.rev
      where o.wire = p_wire and o.status = 'published' and v.lead and o.seq > s.seq);
  end if;
  r.story_id := p_story; r.rev := p_rev; r.kind := p_kind; r.note := p_note;
  r.at := date_trunc('milliseconds', now_); r.author := p_account; r.seq := null;
  insert into revision (story_id, rev, kind, at, author, note, seq, slug, headline, standfirst, excerpt, body, section,
      topics, urgency, expires_in_minutes, byline, related, lead, verification)
    values (r.story_id, r.rev, r.kind, r.at, r.author, r.note, r.seq, r.slug, r.headline, r.standfirst, r.excerpt, r.body,
      r.section, r.topics, r.urgency, r.expires_in_minutes, r.byline, r.related, r.lead, r.verification);
  if p_address is not null then
    perform note_act(p_account, 'story.' || p_kind, json_strip_nulls(json_build_object(
      'story', p_story, 'rev', p_rev, 'waits', waits_as))::jsonb, p_address);
  end if;

  -- 4. The wire, unless it waits; then what the editor is told, now and whenever the key comes again.
  if waits_as is null then
    select w.seq into seq from put_on_wire(
      p_wire, p_story, case when s.first_seq is null then 'new' else p_kind end, p_origin, now_,
      p_seen_epoch, p_seen_top) w;
  end if;

  select json_strip_nulls(json_build_object(
      'id', p_story, 'rev', p_rev, 'status', t.status,
      'epoch', case when seq is not null then h.epoch end, 'seq', seq,
      'url', p_origin || '/story/' || p_story || '/' || case t.status when 'retracted' then 'retracted' else r.slug end,
      'receiptUrl', p_origin || '/v1/stories/' || p_story || '/receipt?rev=' || p_rev))::text
    into strict answer from story t join wire_head h on h.wire = p_wire where t.id = p_story;
  insert into idempotency (account, key, hash, answer) values (p_account, p_key, p_hash, answer);
  outcome := 'accepted';
end $$;


-- release_due: puts on the wire what has waited long enough, earliest first.
--   p_seen_epoch, p_seen_top  the furthest place on this wire that the caller knows of; null: none
--   reply     the new events, rising in seq; none: nothing was due
-- Rows that another worker is releasing are passed over, not waited for.
create or replace function release_due(
  p_wire text, p_origin text, p_limit int, p_seen_epoch text, p_seen_top bigint)
returns setof event language plpgsql as $$
declare
  due uuid;
begin
  for due in
    select id from story
      where wire = p_wire and status in ('scheduled', 'held') and release_at <= clock_timestamp()
      order by release_at, id limit p_limit for update skip locked
  loop
    return next put_on_wire(p_wire, due, 'new', p_origin, clock_timestamp(), p_seen_epoch, p_seen_top);
  end loop;
end $$;
