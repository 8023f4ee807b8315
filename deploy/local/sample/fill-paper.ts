import { createHash, randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Store } from "../../../core/store/connect.ts";
import { commitRevision } from "../../../core/store/wire/commit-revision.ts";
import { readHead } from "../../../core/store/wire/wire.ts";
import type { Edition } from "./edition.ts";
import { type SampleAct, sampleActs } from "./sample-acts.ts";

export interface FillOptions {
  /** PUBLIC_URL. */
  origin: string;
  /** Slugs of the paper's sections; null: whatever the edition has. */
  sections: ReadonlySet<string> | null;
}

const ACCOUNT = "sample";
const MINUTE_MS = 60_000;

/**
 * Puts an edition on an empty wire, back-dated on the database's clock. All of it or nothing: one transaction, under a
 * lock that a second loader waits for. Answers the number of events; 0 when the paper already had something.
 */
export function fillPaper(store: Store, edition: Edition, { origin, sections }: FillOptions): Promise<number> {
  return store.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('sample edition', 0))`.execute(transaction);
    const { top } = await readHead(transaction, "news");
    if (top > 0) return 0;
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(transaction);
    const nowMs = rows[0]?.now.getTime() ?? 0;

    const ids = new Map(edition.stories.map(({ key }) => [key, randomUUID()]));
    const idOf = (key: string): string => ids.get(key) ?? randomUUID();
    const acts = sampleActs(edition, { sections, idOf });
    for (const [at, act] of acts.entries()) {
      const { kind, rev, content, note } = act;
      const key = `sample-${act.key}-${rev}`;
      const { outcome } = await commitRevision(transaction, {
        wire: "news",
        account: ACCOUNT,
        key,
        hash: createHash("sha256").update(key).digest(),
        origin,
        story: idOf(act.key),
        rev,
        kind,
        content,
        note,
        at: new Date(nowMs - ageMs(act, at)),
      });
      if (outcome !== "accepted") throw new Error(`the sample edition's ${act.key}, revision ${rev}: ${outcome}`);
    }
    return acts.length;
  });
}

/** Whole minutes would all fall on the same second: each act is up to a minute older, never as old as the one before. */
function ageMs(act: SampleAct, at: number): number {
  return act.minutesAgo * MINUTE_MS + ((at * 37) % 60) * 1000 + ((at * 613) % 1000);
}
