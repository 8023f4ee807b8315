-- Which device is to be told what.
--
-- Promise   Of every alert each device that wants it gets one row, a correction and a withdrawal reach those that were
--           told, and nobody else; whatever dies, none is left out and none is there twice.
-- Idea      The wire is read once, in order, by whoever holds the place on it, and the rows are written in the same
--           transaction as the place moves. What a row will say is decided when it is sent (claim in push-targets.ts):
--           it names a story, and what stands then is told.
--
-- This file is applied anew after every migration: it holds functions only, each `create or replace`.


-- is_quiet: whether it is now, by this zone's wall clock, between the two times; over midnight too. Null times: never.
create or replace function is_quiet(p_zone text, p_from time, p_until time) returns boolean
language sql volatile
return case
  when p_from is null or p_until is null then false
  when p_from < p_until then (clock_timestamp() at time zone p_zone)::time >= p_from
                         and (clock_timestamp() at time zone p_zone)::time < p_until
  else (clock_timestamp() at time zone p_zone)::time >= p_from
    or (clock_timestamp() at time zone p_zone)::time < p_until end;


-- push_audience: the devices that an alert of this urgency in this section would be sent to at this moment: those that
-- asked for it, are not in their quiet hours, and have had fewer than they want since their own midnight.
create or replace function push_audience(p_urgency text, p_section text) returns setof text
language sql volatile as $$
  select s.device from push_subscription s
    where p_urgency = any(s.urgencies) and (s.sections is null or p_section = any(s.sections))
      and not is_quiet(s.zone, s.quiet_from, s.quiet_until)
      and (s.alerts_a_day_at_most is null or s.alerts_a_day_at_most > (
        select count(*) from push_target t
          where t.device = s.device and t.what = 'alert' and t.state in ('waiting', 'sending', 'sent')
            and t.made_at >= date_trunc('day', clock_timestamp(), s.zone)))
$$;


-- aim_pushes: makes the rows of what came onto the wire since the last time.
--   p_limit       events at most
--   p_wait_ms     how long an alert waits for an open page of the same device
--   p_keep_hours  how long a correction or withdrawal is tried
--   reply         how many rows
-- One caller at a time; the others go on with what there is. A story's events are taken together, as it stands now: an
-- alert if its urgency rose since it was looked at last, a correction if there is one among them.
create or replace function aim_pushes(p_limit int, p_wait_ms int, p_keep_hours int) returns int
language plpgsql as $$
declare
  rank_ constant jsonb := '{"routine": 0, "breaking": 1, "flash": 2}';
  from_ bigint;
  to_   bigint;
  now_  timestamptz := clock_timestamp();
  s     record;
  made  int := 0;
  part  int;
begin
  select seq into from_ from push_place for update skip locked;
  if not found then return 0; end if;
  select least(seq, from_ + p_limit) into strict to_ from wire_head where wire = 'news';

  for s in
    select story.*, r.urgency, r.section, coalesce(earlier.urgency, 'routine') as urgency_before, e.is_corrected
      from (select story_id, bool_or(kind = 'correction') as is_corrected, min(seq) as first from event
              where wire = 'news' and seq > from_ and seq <= to_ and story_id is not null group by story_id) e
      join story on story.id = e.story_id
      join revision r on r.story_id = story.id and r.rev = story.rev
      left join lateral (select urgency from revision
              where story_id = e.story_id and revision.seq <= from_ order by rev desc limit 1) earlier on true
      order by e.first
  loop
    -- Who was told what was wrong, or may have been: a push service that kept silent may have taken it. A row that still
    -- waits will tell what stands when it is sent.
    if s.status = 'retracted' or s.is_corrected then
      insert into push_target (story_id, device, rev, what, not_before, give_up_at)
        select s.id, device, s.rev, case s.status when 'retracted' then 'withdrawal' else 'correction' end,
               now_, now_ + make_interval(hours => p_keep_hours)
          from push_target where story_id = s.id group by device
          having bool_or(rev < s.rev and (state in ('sending', 'sent')
                                          or (state in ('waiting', 'superseded') and attempts > 0)))
            and (s.status = 'retracted' or not bool_or(state = 'waiting'))
        on conflict do nothing;
      get diagnostics part = row_count;
      made := made + part;
    end if;
    if s.status = 'published' and s.expires_at > now_ and rank_ -> s.urgency > rank_ -> s.urgency_before then
      insert into push_target (story_id, device, rev, what, not_before)
        select s.id, a.device, s.rev, 'alert', now_ + make_interval(secs => p_wait_ms / 1000.0)
          from push_audience(s.urgency, s.section) a (device)
          where not exists (select from push_target t where t.story_id = s.id and t.device = a.device)
        on conflict do nothing;
      get diagnostics part = row_count;
      made := made + part;
    end if;
  end loop;

  update push_place set seq = to_;
  return made;
end $$;
