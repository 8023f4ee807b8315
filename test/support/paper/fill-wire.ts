import { randomUUID } from "node:crypto";
import { CompiledQuery, sql } from "kysely";
import { eventually } from "../deadline.ts";
import type { London } from "./start-london.ts";

type Ask = (sql: string, values: unknown[]) => Promise<unknown>;

const AT_ONCE = 500;

/** Puts so many stories on the wire by the store's own function, without a request each. */
export async function fillStore(ask: Ask, publicUrl: string, count: number, text = "Some text."): Promise<void> {
  const content = {
    ...{ slug: "filler", headline: "Filler", standfirst: text, excerpt: text, body: text, section: "uk" },
    ...{ topics: [], urgency: "routine", byline: "", related: [], verification: "confirmed" },
  };
  const run = randomUUID();
  for (let done = 0; done < count; done += AT_ONCE) {
    await ask(
      `select commit_revision('news', 'filler', $1::text || n, ''::bytea, $2, uuidv7(), 1, 'new', $3::jsonb,
         null, null, null, false, null, null, null)
       from generate_series($4::int, $5::int) as n`,
      [run, publicUrl, JSON.stringify(content), done + 1, Math.min(count, done + AT_ONCE)],
    );
  }
}

/** Fills the wire, and waits until the server has heard of all. */
export async function fillWire({ store, config, editor }: London, count: number): Promise<void> {
  const ask: Ask = (text, values) => store.executeQuery(CompiledQuery.raw(text, values));
  await fillStore(ask, config.site.publicUrl, count);
  const { rows } = await sql<{ seq: number }>`select seq from wire_head where wire = 'news'`.execute(store);
  const top = rows[0]?.seq ?? 0;
  await eventually(`the server at ${top}`, async () => {
    const { json } = await editor.ask("GET", "/v1/events?limit=1");
    return (json as { top: number }).top >= top ? true : undefined;
  });
}
