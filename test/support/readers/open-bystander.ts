import { sql } from "kysely";
import { expect, type TestContext } from "vitest";
import type { London } from "../paper/start-london.ts";
import { aStory } from "../people/editor.ts";
import { openReader } from "./open-reader.ts";

/** Healthy readers, by each transport, who follow the wire while somebody else is being unpleasant. */
export interface Bystander {
  /**
   * That nothing was stored since it came, that the process answers, and that a story posted now reaches everybody:
   * nothing twice, nothing missing, nothing else.
   */
  isUnharmed(): Promise<void>;
}

export async function openBystander(t: TestContext, london: London): Promise<Bystander> {
  const readers = [
    await openReader(t, london.url),
    await openReader(t, london.url, { transports: ["polling"] }),
    await openReader(t, london.url, { transports: ["polling", "websocket"] }),
  ];
  const before = await rowsOf(london);
  return {
    async isUnharmed() {
      expect(await rowsOf(london)).toEqual(before);
      expect((await london.editor.ask("GET", "/livez")).status).toBe(200);
      const barrier = await london.editor.posts(aStory());
      for (const reader of readers) {
        await reader.hasReached(barrier.seq ?? 0);
        expect(reader.events.map(({ seq }) => seq)).toEqual([barrier.seq]);
        expect([reader.breaches, reader.socket.connected]).toEqual([[], true]);
      }
    },
  };
}

/** The wire's top, and how many rows stand where a write leaves some. */
async function rowsOf({ store }: London): Promise<unknown> {
  const { rows } = await sql`
    select (select seq from wire_head where wire = 'news') as top, (select count(*) from story) as stories,
      (select count(*) from revision) as revisions, (select count(*) from event) as events,
      (select count(*) from idempotency) as keys`.execute(store);
  return rows[0];
}
