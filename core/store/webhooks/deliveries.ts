import { sql } from "kysely";
import type { Cursor } from "../../news/cursor.ts";
import type { WireHead } from "../../news/wire-event.ts";
import type { Store } from "../connect.ts";
import type { WebhookKind, WebhookState, WireEventName } from "./webhook-schema.ts";

/*
 * Who works for which webhook, and how far it has come. Every step is one statement on one row. A lease lasts longer
 * than the longest request, so that two workers never send to one receiver at once; a worker that was thought dead and
 * comes back finds its lease gone, and what it says of the row changes nothing.
 */

export const LEASE_SECONDS = 10;
/** A job that was not taken by then is sent again: Redis may have been emptied. */
const ANNOUNCED_AGAIN_SECONDS = 5;
/** After that a receiver is left alone until an admin says so. */
export const GIVE_UP_DAYS = 5;
const LONGEST_PAUSE_SECONDS = 15 * 60;
const AT_ONCE = 500;

/** The webhooks that are behind the wire and that nobody works for; they count as announced now. */
export async function takeDueWebhooks(store: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update webhook w set announced_at = clock_timestamp()
      from wire_head h
      where h.wire = 'news' and (w.epoch, w.seq) is distinct from (h.epoch, h.seq) and w.state = 'active'
        and w.next_at <= clock_timestamp() and coalesce(w.lease_until, '-infinity') < clock_timestamp()
        and coalesce(w.announced_at, '-infinity')
            < clock_timestamp() - make_interval(secs => ${ANNOUNCED_AGAIN_SECONDS})
      returning w.id`.execute(store);
  return rows.map(({ id }) => id);
}

/** Whose turn it is: the row and the lease on it. */
export interface Claim {
  id: string;
  lease: string;
}

export interface ClaimedWebhook extends Claim, Cursor {
  kind: WebhookKind;
  name: string;
  url: string;
  secret: string;
  events: WireEventName[];
  sections: string[];
  /** In vain, since the last that was not. */
  attempts: number;
}

/** The webhook, which is now this worker's for 10 s. Null: somebody works for it, it is not its time, or it is no more. */
export async function claimWebhook(store: Store, id: string): Promise<ClaimedWebhook | null> {
  const { rows } = await sql<ClaimedWebhook>`
    update webhook set lease = gen_random_uuid(),
        lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      where id = ${id}::uuid and state = 'active' and next_at <= clock_timestamp()
        and coalesce(lease_until, '-infinity') < clock_timestamp()
      returning id, lease, kind, name, url, secret, events, sections, epoch, seq, attempts`.execute(store);
  return rows[0] ?? null;
}

/** An event with what filters ask of it. */
export interface OwedEvent {
  seq: number;
  json: string;
  name: WireEventName;
  /** Every section that its story has been in, up to this revision: who was told of a story is told what becomes of it. */
  sections: string[];
}

/** What comes after a number, at most 500, and the wire's head at the same moment. */
export async function readOwed(store: Store, after: number): Promise<WireHead & { events: OwedEvent[] }> {
  const { rows } = await sql<WireHead & { seq: number | null; json: string; name: WireEventName; sections: string[] }>`
    select h.epoch, h.seq as top, e.seq, '{"epoch":"' || h.epoch || '",' || substr(e.json, 2) as json,
        case when e.story_id is null then 'newsletter' else 'headline' end as name,
        array(select distinct v.section from revision v
               where v.story_id = e.story_id and v.rev <= e.rev and v.seq is not null) as sections
      from wire_head h left join (
        select * from event where wire = 'news' and seq > ${after} order by seq limit ${AT_ONCE}) e on true
      where h.wire = 'news' order by e.seq`.execute(store);
  const [first] = rows;
  if (!first) throw new Error("there is no wire named news");
  const events = rows.flatMap(({ seq, json, name, sections }) => (seq === null ? [] : [{ seq, json, name, sections }]));
  return { epoch: first.epoch, top: first.top, events };
}

/**
 * Everything up to here is acknowledged, or (`isTold` false) passed over as not for this one; the lease goes on. False:
 * it is not this worker's any more, or it was paused.
 */
export async function moveOn(store: Store, { id, lease }: Claim, place: Cursor, isTold: boolean): Promise<boolean> {
  const { rows } = await sql<{ state: WebhookState }>`
    update webhook set epoch = ${place.epoch}, seq = ${place.seq},
        delivered_at  = case when ${isTold}::boolean then clock_timestamp() else delivered_at end,
        failing_since = case when ${isTold}::boolean then null else failing_since end,
        attempts      = case when ${isTold}::boolean then 0 else attempts end,
        last_failure  = case when ${isTold}::boolean then null else last_failure end,
        lease_until   = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      where id = ${id}::uuid and lease = ${lease}::uuid returning state`.execute(store);
  return rows[0]?.state === "active";
}

/** Lets go of the lease; the next may take it in so many seconds. */
export async function letGo(store: Store, { id, lease }: Claim, restSeconds = 0): Promise<void> {
  await sql`
    update webhook set lease = null, lease_until = null, announced_at = null,
        next_at = clock_timestamp() + make_interval(secs => ${restSeconds})
      where id = ${id}::uuid and lease = ${lease}::uuid`.execute(store);
}

export interface Failure {
  /** For people. */
  words: string;
  /** How long the receiver asked to be left alone, in seconds. */
  retryAfterSeconds: number;
  /** The receiver does not want any more. */
  isFinal: boolean;
}

/**
 * An attempt in vain: the next one twice as late as this one, up to 15 minutes, less up to a half of it by chance. Says
 * what became of the webhook; null: it was not this worker's any more.
 */
export async function noteFailure(
  store: Store,
  { id, lease }: Claim,
  { words, retryAfterSeconds, isFinal }: Failure,
): Promise<WebhookState | null> {
  const pause = sql`least(${LONGEST_PAUSE_SECONDS}::float8, 2.0 ^ least(attempts, 20)) * (0.5 + random() / 2)`;
  const { rows } = await sql<{ state: WebhookState }>`
    update webhook set attempts = attempts + 1, failing_since = coalesce(failing_since, clock_timestamp()),
        last_failure = ${words}, lease = null, lease_until = null, announced_at = null,
        next_at = clock_timestamp()
          + make_interval(secs => greatest(${pause}, least(${LONGEST_PAUSE_SECONDS}::float8, ${retryAfterSeconds}::float8))),
        state = case when state = 'active' and kind = 'events' and (${isFinal}::boolean
                       or failing_since < clock_timestamp() - make_interval(days => ${GIVE_UP_DAYS}))
                     then 'disabled' else state end
      where id = ${id}::uuid and lease = ${lease}::uuid returning state`.execute(store);
  return rows[0]?.state ?? null;
}
