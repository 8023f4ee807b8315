-- The audit log's own functions: who somebody is in words, and one line. Applied anew after every migration.


-- person_name: the name of an account, or what it is called when it is none (a token's name, the sample's).
create or replace function person_name(p_account text) returns text
language sql stable parallel safe
return coalesce(
  (select name from account
    where id = case when p_account ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_account::uuid end),
  p_account);


-- note_act: one line of the log, in the transaction of what it tells of.
--   p_account  null: nobody that is known
--   p_act      area.verb, as in story.correction
--   p_about    what it was done to: ids and words of ours, never a text that can be retracted
--   p_address  the client's address; null: from this machine
create or replace function note_act(p_account text, p_act text, p_about jsonb, p_address text) returns void
language sql
begin atomic
  insert into audit_log (account, name, act, about, address)
    values (p_account, coalesce(person_name(p_account), 'nobody known'), p_act, p_about, p_address);
end;
