import { sql } from "kysely";
import type { WireEvent, WireHead, WireName, WirePage } from "../../news/wire-event.ts";
import type { Store } from "../connect.ts";

/** How far back a snapshot tells of corrections and retractions. */
const SNAPSHOT_DAYS = 30;
const SNAPSHOT_STORIES = 100;

/** The head of a wire. */
export async function readHead(store: Store, wire: WireName): Promise<WireHead> {
  return store
    .selectFrom("wire_head")
    .select(["epoch", "seq as top"])
    .where("wire", "=", wire)
    .executeTakeFirstOrThrow();
}

/** The first `limit` events after `seq`: one statement, so there is no hole between them and none above the head. */
export function readAfter(store: Store, wire: WireName, after: number, limit: number): Promise<WirePage> {
  return readPage(
    store,
    wire,
    sql`select * from event where wire = ${wire} and seq > ${after} order by seq limit ${limit}`,
  );
}

/** The newest `limit` events. */
export function readNewest(store: Store, wire: WireName, limit: number): Promise<WirePage> {
  return readPage(store, wire, sql`select * from event where wire = ${wire} order by seq desc limit ${limit}`);
}

/**
 * What a reader needs who cannot be told every step: each correction and retraction of the last 30 days, and the last
 * event of each of the newest 100 stories.
 */
export function readSnapshot(store: Store, wire: WireName): Promise<WirePage> {
  return readPage(
    store,
    wire,
    sql`
      select * from event where wire = ${wire} and kind in ('correction', 'retraction')
        and at > clock_timestamp() - make_interval(days => ${SNAPSHOT_DAYS})
      union
      select e.* from (
        select seq from story where wire = ${wire} and first_seq is not null
          order by first_seq desc limit ${SNAPSHOT_STORIES}) newest
        join event e on e.wire = ${wire} and e.seq = newest.seq`,
  );
}

/**
 * What the front page's fold needs: first and last event of the newest 300 stories, of those that say `lead`
 * and of every alert that has not expired.
 */
export async function readFrontPageEvents(store: Store, wire: WireName): Promise<WireHead & { events: WireEvent[] }> {
  const page = await readPage(
    store,
    wire,
    sql`
      select e.* from (
        (select first_seq, seq from story where wire = ${wire} and first_seq is not null
          order by first_seq desc limit 300)
        union
        (select s.first_seq, s.seq from story s join revision r on r.story_id = s.id and r.rev = s.rev
          where s.wire = ${wire} and s.status = 'published' and r.lead order by s.seq desc limit 10)
        union
        select first_seq, seq from story
          where wire = ${wire} and status = 'published' and expires_at > clock_timestamp()
      ) held join event e on e.wire = ${wire} and e.seq in (held.first_seq, held.seq)`,
  );
  const { epoch, top } = page;
  return { epoch, top, events: page.events.map(({ json }) => JSON.parse(json) as WireEvent) };
}

async function readPage(store: Store, wire: WireName, events: ReturnType<typeof sql>): Promise<WirePage> {
  const { rows } = await sql<WireHead & { seq: number | null; json: string }>`
    select h.epoch, h.seq as top, e.seq, '{"epoch":"' || h.epoch || '",' || substr(e.json, 2) as json
      from wire_head h left join (${events}) e on true
      where h.wire = ${wire} order by e.seq`.execute(store);
  const [first] = rows;
  if (!first) throw new Error(`there is no wire named ${wire}`);
  const found = rows.flatMap(({ seq, json }) => (seq === null ? [] : [{ seq, json }]));
  return { epoch: first.epoch, top: first.top, events: found };
}

/**
 * Gives the wire a new identity, later than any seen, because its history is known to be cut: every cursor of the old one
 * then gets a snapshot. Compare-and-set: false if somebody else has already done it.
 */
export async function beginNewEpoch(store: Store, wire: WireName, old: string, seen: string): Promise<boolean> {
  const { rows } = await sql<{ begun: boolean }>`select begin_epoch(${wire}, ${old}, ${seen}) as begun`.execute(store);
  return rows[0]?.begun ?? false;
}
