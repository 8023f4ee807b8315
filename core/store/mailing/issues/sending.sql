-- The mails of an issue, one row for each.
--
-- Promise   At most one mail for each issue and recipient, whatever dies; nobody is forgotten; whoever said no is not
--           written to; all workers together keep one rate.
-- Idea      `claimed` may be taken over, because nothing has left. `sending` is committed before DATA and may not:
--           when its lease runs out nobody knows, so the row is doubtful, and a person decides.
-- Not so    A lock that is held while a mail is sent: a worker that is paused would hold it, and one that died would
--           free it, though its mail may be out.
-- Clock     The database's, in everything that is compared.


-- claim_mails: a batch for one worker, each with its turn in the one rate.
--   p_claim       a new id: the name of this batch
--   p_per_second  the rate, unless the desk has set another
--   p_ahead_ms    turns are given out so far ahead
--   reply         recipients with the milliseconds until their turn; none: nothing is to be done, or no turn is free
-- The rate is a generic cell rate algorithm: `next_at` is when the next mail may begin, it moves on by 1 / rate for each
-- that is claimed, and it never lies in the past, so nothing is saved up while there is nothing to send.
create or replace function claim_mails(
  p_claim uuid, p_limit int, p_lease_ms int, p_per_second double precision, p_ahead_ms int)
returns table (issue uuid, subscriber uuid, wait_ms double precision) language plpgsql as $$
#variable_conflict use_column
declare
  rate   mail_rate;
  now_   timestamptz;
  room   int;
  taken  int;
begin
  select * into strict rate from mail_rate for update;
  now_ := clock_timestamp();
  rate.per_second := coalesce(rate.per_second, p_per_second);
  rate.next_at := greatest(rate.next_at, now_);
  room := least(p_limit, ceil(
    extract(epoch from now_ + make_interval(secs => p_ahead_ms / 1000.0) - rate.next_at) * rate.per_second)::int);
  if room <= 0 then return; end if;

  return query
    with due as (
      select r.issue_id, r.subscriber_id
        from (select id, alert_story, started_at from issue where state = 'sending') i
        cross join lateral (
          select issue_id, subscriber_id from recipient
            where issue_id = i.id and state = 'pending' and (not_before is null or not_before <= now_)
            limit room for update skip locked) r
        order by i.alert_story is null, i.started_at limit room),
    claimed as (
      update recipient r set state = 'claimed', claim = p_claim,
          lease_until = now_ + make_interval(secs => p_lease_ms / 1000.0), at = now_
        from due where r.issue_id = due.issue_id and r.subscriber_id = due.subscriber_id
        returning r.issue_id, r.subscriber_id)
    select issue_id, subscriber_id,
           extract(epoch from rate.next_at - now_)::float8 * 1000
             + 1000 * (row_number() over () - 1) / rate.per_second
      from claimed;
  get diagnostics taken = row_count;
  if taken > 0 then
    update mail_rate set next_at = rate.next_at + make_interval(secs => taken / rate.per_second);
  end if;
end $$;


-- begin_mail: the last look before a mail leaves, and the note that it may have left. Asked again while it is on its way
-- it looks again, and extends the lease.
--   reply  word     go | lost (the claim is no longer this one's) | waits (paused; pending again) | suppressed
--          email, secret, content  of a mail that goes: to whom, the key of their page, and what it must say
create or replace function begin_mail(
  p_issue uuid, p_subscriber uuid, p_claim uuid, p_lease_ms int, p_time_zone text,
  out word text, out email text, out secret bytea, out content text, out attempts int)
language plpgsql as $$
#variable_conflict use_column
declare
  r recipient;
  i issue;
  p subscriber;
  why text;
begin
  select * into r from recipient where issue_id = p_issue and subscriber_id = p_subscriber for update;
  if not found or r.claim is distinct from p_claim or r.state not in ('claimed', 'sending')
     or r.lease_until < clock_timestamp() then
    word := 'lost'; return;
  end if;
  select * into strict i from issue where id = p_issue;
  if i.state = 'paused' then
    update recipient set state = 'pending', claim = null, lease_until = null
      where issue_id = p_issue and subscriber_id = p_subscriber;
    word := 'waits'; return;
  end if;
  select * into p from subscriber where id = p_subscriber;
  why := case
    when i.state = 'cancelled' then 'cancelled'
    when p.id is null then 'erased'
    when not exists (select from subscription s where s.subscriber_id = p_subscriber
                       and s.newsletter = i.newsletter and s.state = 'confirmed') then 'unsubscribed'
    when exists (select from suppression n where n.mailbox = p.mailbox) then 'not to be written to'
    when i.alert_story is not null then alert_hindrance(i, p, p_time_zone) end;
  if why is not null then
    update recipient set state = 'suppressed', reason = why, claim = null, lease_until = null, at = clock_timestamp()
      where issue_id = p_issue and subscriber_id = p_subscriber;
    word := 'suppressed'; return;
  end if;
  update recipient set state = 'sending', at = clock_timestamp(), reason = null,
      attempts = attempts + case r.state when 'claimed' then 1 else 0 end,
      lease_until = clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0)
    where issue_id = p_issue and subscriber_id = p_subscriber returning attempts into attempts;
  word := 'go'; email := p.email; secret := p.secret; content := issue_content(i);
end $$;


-- is_quiet: whether a wall clock's time lies in hours that may reach over midnight.
create or replace function is_quiet(p_from time, p_until time, p_now time) returns boolean
language sql immutable parallel safe
return case when p_from is null or p_until is null or p_from = p_until then false
            when p_from < p_until then p_now >= p_from and p_now < p_until
            else p_now >= p_from or p_now < p_until end;


-- alert_hindrance: why this person is not told of this alert by mail; null: nothing speaks against it.
create or replace function alert_hindrance(i issue, p subscriber, p_time_zone text) returns text language sql stable
return case
  when alert_is_over(i.alert_story) then 'over'
  when exists (select from device_shown d where d.device = p.device and d.story_id = i.alert_story) then 'shown'
  when exists (select from push_target t where t.device = p.device and t.story_id = i.alert_story and t.state = 'sent')
    then 'pushed'
  when is_quiet(p.quiet_from, p.quiet_until, (clock_timestamp() at time zone p_time_zone)::time) then 'quiet hours'
  when (select count(*) from issue other join recipient r on r.issue_id = other.id and r.subscriber_id = p.id
          where other.alert_story is not null and other.id <> i.id and r.state in ('sending', 'sent', 'doubtful')
            and other.started_at >= date_trunc('day', clock_timestamp(), p_time_zone)) >= p.alerts_a_day_at_most
    then 'enough for today' end;


-- settle_mail: what became of a mail. Also of one that is doubtful already, if its worker was only slow and nobody has
-- decided yet: it knows better.
--   p_word   sent | failed | later (it has not left; again after p_retry_ms) | doubtful
--   reply    whether this claim had it
create or replace function settle_mail(
  p_issue uuid, p_subscriber uuid, p_claim uuid, p_word text, p_reason text, p_retry_ms double precision)
returns boolean language plpgsql as $$
begin
  update recipient set
      state = case p_word when 'later' then 'pending' else p_word end, reason = p_reason, at = clock_timestamp(),
      not_before = case p_word when 'later' then clock_timestamp() + make_interval(secs => p_retry_ms / 1000.0) end,
      lease_until = null, claim = case when p_word in ('later', 'doubtful') then null else claim end
    where issue_id = p_issue and subscriber_id = p_subscriber and claim = p_claim
      and state in ('claimed', 'sending', 'doubtful');
  if not found then return false; end if;
  if p_word = 'sent' then
    -- Whoever was mailed an alert has it as if it had been on their screen: a push that has not left is not needed.
    insert into device_shown (device, story_id, rev, at)
      select p.device, s.id, s.rev, clock_timestamp() from issue i
        join story s on s.id = i.alert_story join subscriber p on p.id = p_subscriber and p.device is not null
        where i.id = p_issue on conflict do nothing;
  end if;
  return true;
end $$;


-- sweep_mails: what nobody has in hand any more. Claims that ran out are pending again, mails whose worker was lost on
-- the way are doubtful, and an issue of which nothing is left to do is sent.
create or replace function sweep_mails(out freed int, out doubted int, out finished int) language plpgsql as $$
declare
  i uuid;
begin
  with lost as (
    select issue_id, subscriber_id from recipient
      where state in ('claimed', 'sending') and lease_until < clock_timestamp()
        and issue_id in (select id from issue where state in ('sending', 'paused', 'cancelled'))
      for update skip locked),
  moved as (
    update recipient r set
        state = case r.state when 'claimed' then 'pending' else 'doubtful' end,
        reason = case r.state when 'claimed' then r.reason else 'its sender was lost on the way' end,
        claim = case r.state when 'claimed' then null else r.claim end, lease_until = null, at = clock_timestamp()
      from lost where r.issue_id = lost.issue_id and r.subscriber_id = lost.subscriber_id
      returning r.state)
  select count(*) filter (where state = 'pending'), count(*) filter (where state = 'doubtful')
    into freed, doubted from moved;

  finished := 0;
  for i in
    select id from issue where state in ('sending') order by id for update skip locked
  loop -- a new statement, so it sees what was committed before the issue was locked
    update issue set state = 'sent', ended_at = clock_timestamp() where id = i and not exists (
      select from recipient where issue_id = i and state = 'pending') and not exists (
      select from recipient where issue_id = i and state in ('claimed', 'sending'));
    if found then finished := finished + 1; end if;
  end loop;
end $$;
