-- The wire as it was at a moment.


-- last_seq_at: the number of the last event at or before a moment; 0 when there was none yet.
-- Halves the wire, seventeen look-ups in 100,000 events: numbers have no hole and times never fall as numbers rise. So
-- the past needs no index on `at`, which every commit would have to keep while it holds the counter.
create or replace function last_seq_at(p_wire text, p_at timestamptz) returns bigint language plpgsql stable as $$
declare
  low    bigint := 0;
  high   bigint;
  middle bigint;
begin
  select seq into strict high from wire_head where wire = p_wire;
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select at <= p_at from event where wire = p_wire and seq = middle) then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end $$;
