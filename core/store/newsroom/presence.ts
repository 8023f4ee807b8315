import { sql } from "kysely";
import type { Attendance, Present } from "../../news/presence.ts";
import type { Store } from "../connect.ts";

/** A page says every two seconds where it is; one that has said nothing for so long has gone. */
const BELIEVED_FOR_S = 6;

/**
 * A page has this text open. It holds the text if nobody else does, or if it takes it over. Two who come at the same
 * moment may both hold it: whoever came first counts, and a version check stands behind this anyway.
 */
export async function attend(store: Store, { text, tab, takesOver }: Attendance, name: string): Promise<void> {
  await sql`
    with left_behind as (
      delete from presence where (tab = ${tab} and text_id <> ${text}::uuid)
        or at < clock_timestamp() - interval '1 hour'
    ), taken as (
      update presence set holds = false where ${takesOver} and text_id = ${text}::uuid and tab <> ${tab}
    )
    insert into presence (text_id, tab, name, holds, since, at)
      select ${text}::uuid, ${tab}, ${name}, ${takesOver} or not exists (
        select from presence where text_id = ${text}::uuid and holds and tab <> ${tab}
          and at > clock_timestamp() - make_interval(secs => ${BELIEVED_FOR_S})), clock_timestamp(), clock_timestamp()
      on conflict (text_id, tab) do update set at = excluded.at, holds = presence.holds or excluded.holds`.execute(
    store,
  );
}

/** Who is at these texts, by text, the first who came first. */
export async function readPresent(store: Store, texts: string[]): Promise<Map<string, Present[]>> {
  const rows = await store
    .selectFrom("presence")
    .select(["text_id as text", "tab", "name", "holds"])
    .where("text_id", "in", texts)
    .where("at", ">", sql<Date>`clock_timestamp() - make_interval(secs => ${BELIEVED_FOR_S})`)
    .orderBy("holds", "desc")
    .orderBy("since")
    .orderBy("tab")
    .execute();
  const present = new Map<string, Present[]>(texts.map((text) => [text, []]));
  for (const { text, tab, name, holds } of rows) present.get(text)?.push({ tab, name, holds });
  return present;
}
