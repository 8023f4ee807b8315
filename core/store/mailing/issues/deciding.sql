-- What a person decides about an issue that is under way. Functions only; applied anew after every migration.


-- turn_issue: an editor pauses an issue, goes on with it, or cancels it.
--   p_to    paused | sending | cancelled
--   reply   turned | missing | not_so (from its present state it cannot)
-- Who is on the line when it is paused or cancelled gets the mail; everybody else is pending, or suppressed for good.
create or replace function turn_issue(p_issue uuid, p_to text, p_account text, p_address text) returns text
language plpgsql as $$
declare
  i issue;
begin
  select * into i from issue where id = p_issue for update;
  if not found then return 'missing'; end if;
  if not (case p_to when 'paused' then i.state = 'sending' when 'sending' then i.state = 'paused'
          when 'cancelled' then i.state in ('draft', 'scheduled', 'sending', 'paused') else false end) then
    return 'not_so';
  end if;
  update issue set state = p_to, send_at = null,
      ended_at = case p_to when 'cancelled' then clock_timestamp() end where id = p_issue;
  if p_to <> 'sending' then
    update recipient set state = case p_to when 'cancelled' then 'suppressed' else 'pending' end,
        reason = case p_to when 'cancelled' then 'cancelled' end, claim = null, lease_until = null,
        at = clock_timestamp()
      where issue_id = p_issue and (state = 'claimed' or (state = 'pending' and p_to = 'cancelled'));
  end if;
  perform note_act(p_account, case p_to when 'paused' then 'issue.pause' when 'sending' then 'issue.resume'
    else 'issue.cancel' end, json_build_object('issue', p_issue, 'newsletter', i.newsletter)::jsonb, p_address);
  return 'turned';
end $$;


-- decide_doubt: what a person makes of a mail of which nobody knows whether it left.
--   p_again   true: it is sent once more; false: it stays as it is, and is off the list
--   reply     decided | missing | not_doubtful
create or replace function decide_doubt(
  p_issue uuid, p_subscriber uuid, p_again boolean, p_account text, p_address text) returns text
language plpgsql as $$
begin
  perform from issue where id = p_issue for update; -- whoever finds the issue sent waits here
  if not found then return 'missing'; end if;
  update recipient set state = case when p_again then 'pending' else 'doubtful' end, claim = null, not_before = null,
      reason = case when p_again then 'sent again' else 'left as it is' end, at = clock_timestamp()
    where issue_id = p_issue and subscriber_id = p_subscriber and state = 'doubtful'
      and reason is distinct from 'left as it is';
  if not found then return 'not_doubtful'; end if;
  if p_again then update issue set state = 'sending', ended_at = null where id = p_issue and state = 'sent'; end if;
  perform note_act(p_account, case when p_again then 'issue.send-again' else 'issue.leave' end,
                   json_build_object('issue', p_issue, 'subscriber', p_subscriber)::jsonb, p_address);
  return 'decided';
end $$;
