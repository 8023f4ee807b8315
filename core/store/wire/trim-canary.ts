import { sql } from "kysely";
import type { Store } from "../connect.ts";

/** So many of the newest numbers are kept: more than anybody who follows asks for, in minutes, not days. */
const KEPT = 500;

/** The account of the canary's commits, and the scope of its keys. */
export const CANARY_ACCOUNT = "canary";

/**
 * Takes everything off the canary's wire but its newest numbers: the one wire that is trimmed, because nobody will ever
 * ask what it said. One statement, so whoever reads sees the wire before or after it, never a hole. Any number of servers
 * may call it at once: each takes the stories that no other has in hand. Whoever was away for longer than what is kept
 * no longer finds the number it knows, and takes that for a history that was cut: see fan-out.ts and cut-history.ts.
 */
export async function trimCanary(store: Store, kept = KEPT): Promise<void> {
  await sql`
    with floor as (select seq - ${kept} as seq from wire_head where wire = 'canary'),
    old as (
      select s.id from story s, floor where s.wire = 'canary' and s.first_seq <= floor.seq
        for update of s skip locked),
    events as (delete from event using floor where event.wire = 'canary' and event.seq <= floor.seq),
    stages as (delete from stage using floor where stage.wire = 'canary' and stage.seq <= floor.seq),
    keys as (delete from idempotency where account = ${CANARY_ACCOUNT} and key in (select id::text from old)),
    words as (delete from story_words where story_id in (select id from old)),
    revisions as (delete from revision where story_id in (select id from old))
    delete from story where id in (select id from old)`.execute(store);
}
