import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { HeadlineEvent } from "../../core/news/wire-event.ts";
import { openWirePublisher } from "../../core/pipes/wire-channel.ts";
import { repeat } from "../../core/process/repeat.ts";
import { connectStore, type Store } from "../../core/store/connect.ts";
import { createFanOut } from "../../workers/fan-out.ts";
import { monotonicMs } from "./load/monotonic.ts";
import { BODY } from "./newsroom.ts";
import type { Stores } from "./stores.ts";

/*
 * Puts stories on the wire and the wire on the channel, as a worker does, from the bench's own process: so an event's
 * moment is known, 200 come at once if asked, and whatever the server spends it spends on its readers.
 */
export interface WireFeed {
  /** So many stories at once. Returns the moment before the first was published. */
  publish(count: number): Promise<number>;
  close(): Promise<void>;
}

const BEAT_MS = 500;
const HEADLINE = "Thames Barrier closed as spring tide meets storm";
const CONTENT = {
  ...{ slug: "thames-barrier-closed", headline: HEADLINE, standfirst: "", excerpt: "", body: BODY, section: "uk" },
  ...{ topics: [], urgency: "routine", byline: "", related: [], verification: "confirmed" },
};

export async function openWireFeed({ databaseUrl, redisUrl }: Stores, redisPrefix: string): Promise<WireFeed> {
  const store = connectStore({ databaseUrl, poolSize: 2, name: "bench-feed" });
  const publisher = await openWirePublisher({ redisUrl, redisPrefix, wire: "news" });
  const fanOut = createFanOut({ store, publisher, wire: "news", onPublished: () => {}, onNewEpoch: () => {} });
  const stopBeating = repeat(BEAT_MS, () => fanOut.beat());
  await fanOut.beat();
  return {
    publish: async (count) => {
      await commitStories(store, count);
      const sentAt = monotonicMs();
      await fanOut.run();
      return sentAt;
    },
    close: async () => {
      await stopBeating();
      publisher.close();
      await store.destroy();
    },
  };
}

/** So many stories, by the store's own function. */
export async function commitStories(store: Store, count: number): Promise<void> {
  await sql`
    select commit_revision('news', 'bench', ${randomUUID()}::text || n, ''::bytea, 'http://127.0.0.1:3000',
      uuidv7(), 1, 'new', ${JSON.stringify(CONTENT)}::jsonb, null, null, null, false, null, null, null)
    from generate_series(1, ${count}::int) as n`.execute(store);
}

/** An event as an anchor gets it: the same fields, the same length. */
export function sampleEvent(seq: number): HeadlineEvent {
  const at = "2026-11-23T14:00:00.000Z";
  const id = "019ab0d2-7c1f-7d3a-b5e1-7f0a1c2d3e4f";
  const { slug, headline, standfirst, excerpt, section } = CONTENT;
  const flags = { urgency: "routine", verification: "confirmed", lead: false } as const;
  const story = { id, rev: 1, status: "published", headline, standfirst, excerpt, section, ...flags } as const;
  const times = { url: `http://127.0.0.1:3000/story/${id}/${slug}`, publishedAt: at, updatedAt: at };
  return { epoch: "0mhs2k4q8w1z", seq, at, kind: "new", story: { ...story, ...times } };
}
