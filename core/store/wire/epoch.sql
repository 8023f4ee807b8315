-- The wire's identity. A cursor is good only within one epoch; whenever history may have been cut (a restore, a
-- failover, a store that is behind what Redis has published), the wires begin a new one and every reader of an old
-- cursor gets a snapshot instead of a silent gap.


-- next_epoch: twelve characters [0-9a-z], the database's microseconds since 1970 in base 36, so that a later epoch sorts
-- later; later than the one before even if the clock was set back.
create or replace function next_epoch(p_before text) returns text language plpgsql as $$
declare
  digits constant text := '0123456789abcdefghijklmnopqrstuvwxyz';
  micros bigint := extract(epoch from clock_timestamp()) * 1000000;
  before bigint := 0;
  text_  text := '';
begin
  for i in 1 .. coalesce(length(p_before), 0) loop
    before := before * 36 + strpos(digits, substr(p_before, i, 1)) - 1;
  end loop;
  micros := greatest(micros, before + 1);
  for i in 1 .. 12 loop
    text_ := substr(digits, (micros % 36)::int + 1, 1) || text_;
    micros := micros / 36;
  end loop;
  return text_;
end $$;


-- begin_epoch: a new epoch for one wire, by compare-and-set.
--   p_old     the epoch that is known to be cut
--   p_seen    the latest one that was seen anywhere; the new one is later
--   reply     true; false if somebody else has already done it
create or replace function begin_epoch(p_wire text, p_old text, p_seen text) returns boolean language plpgsql as $$
begin
  update wire_head set epoch = next_epoch(greatest(epoch, p_seen)) where wire = p_wire and epoch = p_old;
  return found;
end $$;


-- keep_identity: asked by every new connection before its first statement; a failover or a restore always breaks them.
--   reply     true if this is another database than the one that gave the wires their epochs (another cluster, or the
--             same one on another timeline): both wires have begun a new epoch
create or replace function keep_identity() returns boolean language plpgsql as $$
declare
  cluster bigint;
  history text;
begin
  if pg_is_in_recovery() then return false; end if;
  select system_identifier into strict cluster from pg_control_system();
  history := left(pg_walfile_name(pg_current_wal_lsn()), 8);

  insert into database_identity (system_identifier, timeline) values (cluster, history) on conflict do nothing;
  update database_identity set system_identifier = cluster, timeline = history
    where (system_identifier, timeline) is distinct from (cluster, history);
  if not found then return false; end if;
  update wire_head set epoch = next_epoch(epoch);
  return true;
end $$;
