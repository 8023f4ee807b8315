import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { eventually } from "./deadline.ts";
import type { London } from "./start-london.ts";

/**
 * Puts so many stories on the wire by the store's own function, without a request each, and waits until the server has
 * heard of all.
 */
export async function fillWire({ store, config, editor }: London, count: number): Promise<void> {
  const content = {
    ...{ slug: "filler", headline: "Filler", standfirst: "", excerpt: "Some text.", body: "Some text.", section: "uk" },
    ...{ topics: [], urgency: "routine", byline: "", related: [], verification: "confirmed" },
  };
  const run = randomUUID();
  for (let done = 0; done < count; done += 500) {
    const size = Math.min(500, count - done);
    await sql`
      select commit_revision('news', 'filler', ${run} || ${done}::int || '-' || n, ''::bytea,
        ${config.site.publicUrl}, uuidv7(), 1, 'new', ${JSON.stringify(content)}::jsonb, null, null, null, false, null, null, null)
      from generate_series(1, ${size}::int) as n`.execute(store);
  }
  const { rows } = await sql<{ seq: number }>`select seq from wire_head where wire = 'news'`.execute(store);
  const top = rows[0]?.seq ?? 0;
  await eventually(`the server at ${top}`, async () => {
    const { json } = await editor.ask("GET", "/v1/events?limit=1");
    return (json as { top: number }).top >= top ? true : undefined;
  });
}
