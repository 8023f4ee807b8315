import { sql } from "kysely";
import type { WireHead, WireName } from "../core/news/wire-event.ts";
import type { Store } from "../core/store/connect.ts";

const BATCH = 50;

/**
 * Puts on the wire every scheduled or held story whose time has come by the database's clock (`release_due` in
 * commit-revision.sql). `seen` is how far this worker knows the wire to have come. Returns how many; any number of workers
 * may call it at once.
 */
export async function releaseDue(store: Store, wire: WireName, origin: string, seen: WireHead | null): Promise<number> {
  let released = 0;
  for (;;) {
    const { rows } = await sql`
      select seq from release_due(
        ${wire}, ${origin}, ${BATCH}, ${seen?.epoch ?? null}, ${seen?.top ?? null}::bigint)`.execute(store);
    released += rows.length;
    if (rows.length < BATCH) return released;
  }
}
