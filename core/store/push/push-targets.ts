import { sql } from "kysely";
import { PUSH_WAITS_MS, type PushState, type PushWhat } from "../../news/push.ts";
import type { Store } from "../connect.ts";

/*
 * What is still to be pushed, who is at it, and what came of it. Every step is one statement, so a worker may die between
 * any two: its lease runs out, and the row is taken again. So a device may be sent the same twice (HTTP has no "once"),
 * and its service worker makes one notification of it.
 *
 * A row is sent as its story stands when it is claimed. Of a device and story one row is under way at a time: a
 * correction does not overtake the alert that it corrects.
 */

const EVENTS_AT_ONCE = 500;
/** A million rows take longer than the 5 s that any other statement has. */
export const AIMING_MS = 60_000;
/** How long a correction or a withdrawal is tried: who has not been reached by then hears of it on the page. */
const KEPT_HOURS = 24;
const SETTLED_AT_ONCE = 1_000;
/** So many rows that came a moment ago are news to PostgreSQL's planner. */
const MANY = 1_000;
/** Longer than a push service is waited for, with room to write down what it said. */
export const LEASE_MS = 15_000;
export const KEPT_DAYS = 30;

/** Turns what is new on the wire into targets. Returns how many. `store`: one that has patience for a long answer. */
export async function aimPushes(store: Store): Promise<number> {
  const { rows: behind } = await sql`
    select from push_place p join wire_head h on h.wire = 'news' and h.seq <> p.seq`.execute(store);
  if (behind.length === 0) return 0;
  const made = await store.transaction().execute(async (transaction) => {
    await sql.raw(`set local statement_timeout = ${AIMING_MS}`).execute(transaction);
    const { rows } = await sql<{ made: number }>`
      select aim_pushes(${EVENTS_AT_ONCE}, ${PUSH_WAITS_MS}, ${KEPT_HOURS}) as made`.execute(transaction);
    return rows[0]?.made ?? 0;
  });
  if (made >= MANY) await sql`analyze push_target`.execute(store);
  return made;
}

/**
 * Puts aside the rows whose turn it is and that need no push any more, or cannot have one before their push service has
 * rested. Returns how many of each; `waiting`: those of a push service at rest.
 */
export async function settlePushes(store: Store): Promise<{ state: PushState; count: number }[]> {
  const { rows } = await sql<{ state: PushState; count: number }>`
    with next as materialized (
      select * from push_target
        where state in ('waiting', 'sending') and not_before <= (select clock_timestamp())
          and (state = 'waiting' or lease_until < (select clock_timestamp()))
        order by not_before limit ${SETTLED_AT_ONCE}
    ), judged as (
      select t.story_id, t.device, t.rev, o.not_before as rests_until, case
          when newer.rev is not null or (s.status = 'retracted' and t.what <> 'withdrawal') then 'superseded'
          when d.device is null then 'pruned'
          when t.what = 'alert' and seen.device is not null and t.attempts = 0 then 'shown'
          when coalesce(t.give_up_at, s.expires_at, '-infinity') <= clock_timestamp()
            then case t.attempts when 0 then 'expired' else 'failed' end
          when o.origin is not null then 'waiting' end as state
        from next t join story s on s.id = t.story_id
        left join push_subscription d on d.device = t.device
        left join push_origin o on o.origin = d.origin and o.not_before > clock_timestamp()
        left join device_shown seen on seen.device = t.device and seen.story_id = t.story_id
        left join lateral (select rev from push_target n
          where n.story_id = t.story_id and n.device = t.device and n.rev > t.rev limit 1) newer on true
    ), settled as (
      update push_target t set state = j.state, at = clock_timestamp(), lease_until = null,
          not_before = case j.state when 'waiting' then j.rests_until else t.not_before end
        from judged j
        where j.state is not null and t.story_id = j.story_id and t.device = j.device and t.rev = j.rev
          and (t.state = 'waiting' or (t.state = 'sending' and t.lease_until < clock_timestamp()))
        returning t.state)
    select state, count(*)::int as count from settled group by state`.execute(store);
  return rows;
}

/** One push to make, this worker's for `LEASE_MS`. */
export interface PushTarget {
  storyId: string;
  device: string;
  rev: number;
  what: PushWhat;
  /** Of this one, the first is 1. */
  attempts: number;
  endpoint: string;
  origin: string;
  p256dh: string;
  auth: string;
  urgency: string;
  headline: string;
  standfirst: string;
  excerpt: string;
  note: string | null;
  slug: string;
  at: Date;
  /** Until it is of no use. */
  ttlS: number;
}

/**
 * Takes at most so many whose turn it is, the longest waiting first. They say what stands now. Looks at no more rows than
 * it takes: those that cannot be sent stay in front until `settlePushes` has put them aside.
 */
export async function claimPushes(store: Store, worker: string, limit: number): Promise<PushTarget[]> {
  const { rows } = await sql<PushTarget>`
    with next as materialized (
      select story_id, device, rev, what, attempts, give_up_at from push_target
        where state in ('waiting', 'sending') and not_before <= (select clock_timestamp())
          and (state = 'waiting' or lease_until < (select clock_timestamp()))
        order by not_before limit ${limit} for update skip locked
    ), due as (
      select t.story_id, t.device, t.rev from next t
        join push_subscription d on d.device = t.device
        join story s on s.id = t.story_id
        where (s.status = 'retracted') = (t.what = 'withdrawal')
          and coalesce(t.give_up_at, s.expires_at, '-infinity') > clock_timestamp()
          and not exists (select from push_origin o where o.origin = d.origin and o.not_before > clock_timestamp())
          and (t.what <> 'alert' or t.attempts > 0 or not exists (
            select from device_shown seen where seen.device = t.device and seen.story_id = t.story_id))
          and not exists (select from push_target other
            where other.story_id = t.story_id and other.device = t.device and other.rev <> t.rev
              and (other.rev > t.rev or (other.state = 'sending' and other.lease_until > clock_timestamp())))
    )
    update push_target t set state = 'sending', rev = s.rev, attempts = t.attempts + 1, claimed_by = ${worker},
        lease_until = clock_timestamp() + make_interval(secs => ${LEASE_MS / 1000})
      from due, push_subscription d, story s, revision r
      where t.story_id = due.story_id and t.device = due.device and t.rev = due.rev
        and d.device = t.device and s.id = t.story_id and r.story_id = s.id and r.rev = s.rev
      returning t.story_id as "storyId", t.device, t.rev, t.what, t.attempts, d.endpoint, d.origin, d.p256dh, d.auth,
        r.urgency, r.headline, r.standfirst, r.excerpt, r.note, r.slug, r.at,
        ceil(extract(epoch from coalesce(t.give_up_at, s.expires_at) - clock_timestamp()))::int as "ttlS"`.execute(
    store,
  );
  return rows;
}

/** What came of one push. */
export interface PushOutcome {
  storyId: string;
  device: string;
  rev: number;
  endpoint: string;
  /** `waiting`: again, after so long. */
  state: "sent" | "failed" | "pruned" | "waiting";
  waitMs: number;
  /** What the push service said, in a word: "201", "silence". */
  said: string;
}

/** Writes down what came of pushes that are still this worker's; a device that is gone loses its subscription. */
export async function recordPushes(store: Store, worker: string, outcomes: readonly PushOutcome[]): Promise<void> {
  const told = JSON.stringify(outcomes);
  await sql`
    with told as (
      select * from jsonb_to_recordset(${told}::jsonb) as told
        ("storyId" uuid, device text, rev int, endpoint text, state text, "waitMs" int, said text)
    ), gone as (
      delete from push_subscription d using told
        where told.state = 'pruned' and d.device = told.device and d.endpoint = told.endpoint
    ), noted as (
      update push_subscription d set last_result = told.said, last_at = clock_timestamp(),
          failures = case told.state when 'sent' then 0 else d.failures + 1 end
        from told where told.state <> 'pruned' and d.device = told.device and d.endpoint = told.endpoint
    )
    update push_target t set state = told.state, at = clock_timestamp(), lease_until = null, claimed_by = null,
        reason = case told.state when 'sent' then null else told.said end,
        not_before = clock_timestamp() + make_interval(secs => told."waitMs" / 1000.0)
      from told where t.story_id = told."storyId" and t.device = told.device and t.rev = told.rev
        and t.state = 'sending' and t.claimed_by = ${worker}`.execute(store);
}

/** A push service asked for rest: nobody sends it anything until then. */
export async function restOrigin(store: Store, origin: string, restMs: number): Promise<void> {
  await sql`
    insert into push_origin (origin, not_before)
      values (${origin}, clock_timestamp() + make_interval(secs => ${restMs / 1000}))
      on conflict (origin) do update set not_before = greatest(push_origin.not_before, excluded.not_before)`.execute(
    store,
  );
}

/** Forgets what is of no use any more: alerts of a month ago, and what screens had of the day before. */
export async function trimPushes(store: Store): Promise<void> {
  await sql`
    delete from push_target where made_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})`.execute(store);
  await sql`delete from push_origin where not_before < clock_timestamp()`.execute(store);
  await sql`delete from device_shown where at < clock_timestamp() - interval '1 day'`.execute(store);
}
