import { sql } from "kysely";
import type { DigestStory } from "../../../news/digest.ts";
import type { Store } from "../../connect.ts";
import type { NewsletterTable } from "../mailing-schema.ts";

/** A recurring newsletter's slot that no issue fills yet. */
export interface DueSlot {
  newsletter: string;
  slot: Date;
}

export async function dueSlots(store: Store, timeZone: string): Promise<DueSlot[]> {
  const { rows } = await sql<DueSlot>`select newsletter, slot from due_slots(${timeZone})`.execute(store);
  return rows;
}

/** Fills a slot: with an issue that starts at once, or with the remark why there is none. False: somebody else has. */
export async function fillSlot(
  store: Store,
  { newsletter, slot }: DueSlot,
  issue: { id: string; subject: string; storyIds: string[] } | { id: string; remark: string },
): Promise<boolean> {
  const isMade = "subject" in issue;
  const { rows } = await sql`
    insert into issue (id, newsletter, state, subject, story_ids, author, send_at, ended_at, slot, remark)
      values (${issue.id}::uuid, ${newsletter}, ${isMade ? "scheduled" : "cancelled"}, ${isMade ? issue.subject : ""},
        ${isMade ? issue.storyIds : []}::uuid[], 'London Daily', case when ${isMade} then clock_timestamp() end,
        case when not ${isMade} then clock_timestamp() end, ${slot}, ${isMade ? null : issue.remark})
      on conflict do nothing returning id`.execute(store);
  return rows.length > 0;
}

/** Opens an issue for each alert that stands and has none. */
export async function openAlerts(store: Store): Promise<number> {
  const { rows } = await sql<{ opened: number }>`select open_alerts() as opened`.execute(store);
  return rows[0]?.opened ?? 0;
}

const WEIGHED_AT_MOST = 500;
/** By first publication: a week's stories are among so many, and no index by time is needed. */
const LOOKED_AT = 5_000;

/** What stands now and first came out since the newsletter's last issue, or at most `days` ago. */
export async function digestStories(
  store: Store,
  { slug, sections }: Pick<NewsletterTable, "slug" | "sections">,
  days: number,
): Promise<DigestStory[]> {
  const { rows } = await sql<DigestStory>`
    select s.id, r.section, r.urgency, r.headline, s.published_at as "firstAt",
           exists (select from revision v where v.story_id = s.id and v.lead and v.seq is not null) as "hasLed"
      from (select * from story where wire = 'news' and first_seq is not null
              order by first_seq desc limit ${LOOKED_AT}) s
      join revision r on r.story_id = s.id and r.rev = s.rev
      where s.status = 'published'
        and (${sections}::text[] = '{}' or r.section = any(${sections}::text[]))
        and s.published_at > greatest(clock_timestamp() - make_interval(days => ${days}), coalesce((
          select max(started_at) from issue
            where newsletter = ${slug} and alert_story is null and seq is not null), 'epoch'))
      order by s.first_seq desc limit ${WEIGHED_AT_MOST}`.execute(store);
  return rows;
}
