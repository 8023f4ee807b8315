import { sql } from "kysely";
import { timeText } from "../../clock.ts";
import type { Draft } from "../../news/draft.ts";
import { draftOf, type FoundItem } from "../../news/inbox.ts";
import type { Store } from "../connect.ts";
import { readDraft } from "../newsroom/drafts.ts";
import { noteAct } from "../people/audit-log.ts";

export interface TakeRequest {
  item: string;
  /** The id of the draft that it becomes, made by whoever takes it: so the same request again is the same taking. */
  draft: string;
  account: string;
  address: string;
  /** Somebody has it already, and this one knows. */
  evenIfTaken: boolean;
  timeZone: string;
}

export type Taking =
  | { outcome: "taken"; draft: Draft }
  | { outcome: "missing" | "withdrawn" }
  | { outcome: "has it"; by: string; at: string; story: string | null };

interface Row extends FoundItem {
  state: string;
  draft: string | null;
  story: string | null;
  by: string | null;
  handledAt: Date | null;
  sourceName: string;
  section: string;
  releaseAt: string;
}

/**
 * Makes a draft of an item. One transaction that holds the item's row: of two who take it at once one gets it, and the
 * other is told who has it; and there is no item that is taken by nobody's draft.
 */
export async function takeItem(store: Store, request: TakeRequest): Promise<Taking> {
  return store.transaction().execute(async (transaction) => {
    const item = await lockItem(transaction, request);
    if (!item) return { outcome: "missing" };
    const { state, draft, story, by, handledAt } = item;
    const isOwn = state === "taken" && draft === request.draft;
    if (state === "taken" && !isOwn && !request.evenIfTaken) {
      return { outcome: "has it", by: by ?? "somebody", at: timeText(handledAt?.getTime() ?? 0), story };
    }
    if (item.isWithdrawn) return { outcome: "withdrawn" };
    if (!isOwn) await take(transaction, request, item);
    const made = await readDraft(transaction, request.draft);
    return made ? { outcome: "taken", draft: made } : { outcome: "missing" };
  });
}

async function lockItem(store: Store, { item, timeZone }: TakeRequest): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select i.state, i.draft_id as draft, published.id as story, person_name(i.handled_by) as by,
           i.handled_at as "handledAt", i.headline, i.standfirst, i.body, i.link, i.is_withdrawn as "isWithdrawn",
           s.name as "sourceName", s.section, case when i.embargoed_until > clock_timestamp() then
             to_char((i.embargoed_until + interval '59 seconds') at time zone ${timeZone}, 'YYYY-MM-DD"T"HH24:MI')
           else '' end as "releaseAt"
      from inbox_item i join inbox_source s on s.id = i.source_id
      left join story published on published.id = i.story_id and published.status = 'published'
      where i.id = ${item}::uuid for update of i`.execute(store);
  return rows[0];
}

async function take(store: Store, { item, draft, account, address }: TakeRequest, row: Row): Promise<void> {
  const fields = JSON.stringify(draftOf(row, row));
  await sql`
    insert into draft (id, version, state, fields, author, saved_by, saved_at)
      values (${draft}::uuid, 1, 'writing', ${fields}::jsonb, ${account}, ${account}, clock_timestamp())
      on conflict do nothing`.execute(store);
  await sql`
    update inbox_item set state = 'taken', handled_by = ${account}, handled_at = clock_timestamp(),
        draft_id = ${draft}::uuid, story_id = null, touched_at = clock_timestamp()
      where id = ${item}::uuid`.execute(store);
  await noteAct(store, { account, address }, "item.take", { item, draft });
}
