-- The issues of newsletters, from a text to rows of people.
--
-- Promise   An issue is started once. Whoever is subscribed at that moment has one row, and open pages are told by one
--           event with one number; either all of that or nothing.
-- Idea      One call in autocommit, like commit_revision; the wire's counter is the last lock here, too.
-- Locks     key (advisory) -> issue row -> recipients -> the counter.
--
-- Functions only, each `create or replace`; applied anew after every migration.


-- start_issue: snapshots the subscribers and puts the issue on the wire.
--   p_wait_ms  nobody's mail begins earlier than so long after now
--   p_version  the issue as whoever starts it has seen it; null: as it stands
--   p_account, p_address  who starts it and from where, for the audit log; null: its time has come
--   reply      word: started | missing | not_waiting (it has been started, or was cancelled) | stale | empty (an alert
--              that is over, or a digest and nobody to send it to: it is cancelled, with a remark)
--              seq: its number on the wire; null for an alert, of which open pages have had the headline
create or replace function start_issue(
  p_issue uuid, p_origin text, p_wait_ms int, p_seen_epoch text, p_seen_top bigint,
  p_version int default null, p_account text default null, p_address text default null,
  out word text, out seq bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  i issue;
  h wire_head;
  people bigint;
begin
  select * into i from issue where id = p_issue for update;
  if not found then word := 'missing'; return; end if;
  if i.state not in ('draft', 'scheduled') then word := 'not_waiting'; return; end if;
  if p_version <> i.version then word := 'stale'; return; end if;
  if i.alert_story is not null and alert_is_over(i.alert_story) then
    update issue set state = 'cancelled', remark = 'the alert was over', ended_at = clock_timestamp() where id = p_issue;
    word := 'empty'; return;
  end if;

  insert into recipient (issue_id, subscriber_id, not_before)
    select p_issue, s.subscriber_id,
           case when p_wait_ms > 0 then clock_timestamp() + make_interval(secs => p_wait_ms / 1000.0) end
      from subscription s join subscriber p on p.id = s.subscriber_id
      where s.newsletter = i.newsletter and s.state = 'confirmed'
        and not exists (select from suppression n where n.mailbox = p.mailbox);
  get diagnostics people = row_count;
  if people = 0 and (i.slot is not null or i.alert_story is not null) then
    update issue set state = 'cancelled', remark = 'nobody was subscribed', ended_at = clock_timestamp()
      where id = p_issue;
    word := 'empty'; return;
  end if;
  update issue set state = 'sending', send_at = null, started_at = clock_timestamp() where id = p_issue;
  word := 'started';
  if p_account is not null then
    perform note_act(p_account, 'issue.start',
                     json_build_object('issue', p_issue, 'newsletter', i.newsletter)::jsonb, p_address);
  end if;
  if i.alert_story is not null then return; end if;

  h := next_number('news', clock_timestamp(), p_seen_epoch, p_seen_top);
  insert into event (wire, seq, at, kind, json) values ('news', h.seq, h.at, 'newsletter', json_build_object(
    'seq', h.seq, 'at', wire_time(h.at), 'newsletter', i.newsletter, 'issue', i.id, 'subject', i.subject,
    'url', p_origin || '/newsletters/' || i.newsletter || '/' || i.id)::text);
  update issue set seq = h.seq where id = p_issue;
  seq := h.seq;
end $$;


-- post_issue: a whole issue by one request, decided and made durable.
--   p_account, p_key, p_hash   who, the Idempotency-Key, and the SHA-256 of what was asked
--   p_send_at                  null or past: sending starts at once
--   reply   outcome: accepted | replayed | key_reused
--           answer: JSON {id, receiptUrl}; seq: its number, when it is on the wire
create or replace function post_issue(
  p_account text, p_key text, p_hash bytea, p_origin text, p_issue uuid, p_newsletter text, p_subject text,
  p_intro text, p_story_ids uuid[], p_send_at timestamptz, p_seen_epoch text, p_seen_top bigint, p_address text,
  out outcome text, out answer text, out seq bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  given idempotency;
  waits boolean := coalesce(p_send_at > clock_timestamp(), false);
begin
  perform pg_advisory_xact_lock(hashtextextended(p_account || chr(10) || p_key, 0));
  select * into given from idempotency k where k.account = p_account and k.key = p_key;
  if found then
    outcome := case when given.hash = p_hash then 'replayed' else 'key_reused' end;
    if outcome = 'replayed' then answer := given.answer; end if;
    return;
  end if;
  insert into issue (id, newsletter, state, subject, intro, story_ids, author, send_at)
    values (p_issue, p_newsletter, case when waits then 'scheduled' else 'draft' end, p_subject, p_intro, p_story_ids,
            p_account, case when waits then p_send_at end);
  perform note_act(p_account, case when waits then 'issue.schedule' else 'issue.start' end,
                   json_build_object('issue', p_issue, 'newsletter', p_newsletter)::jsonb, p_address);
  answer := json_build_object('id', p_issue, 'receiptUrl',
    p_origin || '/v1/newsletters/' || p_newsletter || '/issues/' || p_issue || '/receipt')::text;
  insert into idempotency (account, key, hash, answer) values (p_account, p_key, p_hash, answer);
  outcome := 'accepted';
  if not waits then
    select s.seq into seq from start_issue(p_issue, p_origin, 0, p_seen_epoch, p_seen_top) s;
  end if;
end $$;


-- alert_is_over: whether nobody need be told of this story any more.
create or replace function alert_is_over(p_story uuid) returns boolean language sql stable
return not exists (
  select from story s join revision r on r.story_id = s.id and r.rev = s.rev
    where s.id = p_story and s.status = 'published' and r.urgency <> 'routine' and s.expires_at > clock_timestamp());


-- issue_content: changes whenever the mail of an issue would read differently: a revision of any of its stories.
create or replace function issue_content(p_issue issue) returns text language sql stable
return p_issue.version || '.' || coalesce((
  select sum(s.rev) from story s where s.id = any(p_issue.story_ids) or s.id = p_issue.alert_story), 0);


-- due_slots: recurring newsletters whose last slot no issue fills.
--   p_time_zone  the paper's: a slot is a wall clock's time there, on the days when the clock is changed as well
-- A slot that is more than two hours past is not made up: a briefing of the morning is none in the afternoon.
create or replace function due_slots(p_time_zone text) returns table (newsletter text, slot timestamptz)
language sql stable
begin atomic
  select n.slug, last.slot
    from newsletter n
    cross join lateral (
      select (day + n.local_time) at time zone p_time_zone as slot
        from generate_series(0, 7) back
        cross join lateral (select (clock_timestamp() at time zone p_time_zone)::date - back as day) d
        where n.weekday is null or extract(isodow from day) = n.weekday
        order by back) last
    where n.cadence in ('daily', 'weekly') and n.is_open and n.local_time is not null
      and last.slot <= clock_timestamp() and last.slot > greatest(n.since, clock_timestamp() - interval '2 hours')
      and exists (select from subscription s where s.newsletter = n.slug and s.state = 'confirmed')
      and not exists (select from issue i where i.newsletter = n.slug and i.slot = last.slot);
end;


-- open_alerts: an issue for each alert that stands and of which a newsletter of alerts has none yet, if it has anybody
-- to tell. `scheduled` for now: whoever starts what is due starts it.
create or replace function open_alerts() returns int language plpgsql as $$
declare
  opened int;
begin
  insert into issue (id, newsletter, state, subject, story_ids, author, send_at, alert_story)
    select gen_random_uuid(), n.slug, 'scheduled', r.headline, array[s.id], r.author, clock_timestamp(), s.id
      from newsletter n, story s join revision r on r.story_id = s.id and r.rev = s.rev
      where n.cadence = 'alerts' and n.is_open and s.wire = 'news' and s.status = 'published'
        and s.expires_at > clock_timestamp() and r.urgency <> 'routine'
        and (n.sections = '{}' or r.section = any(n.sections))
        and exists (select from subscription p where p.newsletter = n.slug and p.state = 'confirmed')
        and not exists (select from issue i where i.newsletter = n.slug and i.alert_story = s.id)
    on conflict do nothing;
  get diagnostics opened = row_count;
  return opened;
end $$;
