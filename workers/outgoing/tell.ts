import type { Cursor } from "../../core/news/cursor.ts";
import { FEED_PATHS, feedUrl } from "../../core/news/feed-address.ts";
import type { OwedEvent } from "../../core/store/webhooks/deliveries.ts";
import type { Answered, GuardedPost } from "./guarded-post.ts";
import { bodyOf, type Step, signed } from "./message.ts";

/** Says it to one receiver. Rejects with words for people; whatever it answers is an answer. */
export type Tell = (signal: AbortSignal) => Promise<Answered>;

export interface TellParts {
  guarded: GuardedPost;
  clock: { now(): number };
}

/** A message to a webhook's receiver. */
export function tellReceiver(
  { guarded, clock }: TellParts,
  { id, url, secret }: { id: string; url: string; secret: string },
  message: NonNullable<Step["message"]>,
): Tell {
  return (signal) => {
    const nowMs = clock.now();
    const body = bodyOf(message, nowMs);
    const headers = signed(secret, `${id.replaceAll("-", "")}_${message.id}`, nowMs, body);
    return guarded.post({ url, headers, body }, signal);
  };
}

/** To a hub of WebSub: each of these feeds has something new. Ends with the first that it does not take. */
export function pingHub({ guarded }: Pick<TellParts, "guarded">, hub: string, feeds: readonly string[]): Tell {
  return async (signal) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    let answered: Answered = { status: 204, retryAfterSeconds: 0 };
    for (const feed of feeds) {
      const body = new URLSearchParams({ "hub.mode": "publish", "hub.url": feed }).toString();
      answered = await guarded.post({ url: hub, headers, body }, signal);
      if (!isTaken(answered)) break;
    }
    return answered;
  };
}

/** Taken means acknowledged: any other answer, a redirect too, is none. */
export function isTaken({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}

export interface FeedSites {
  publicUrl: string;
  sections: readonly { slug: string }[];
}

/** The addresses of the feeds that these events have changed; after a new epoch, of all that there are. */
export function touchedFeeds(
  { publicUrl, sections }: FeedSites,
  from: Cursor,
  upTo: Cursor,
  events: OwedEvent[],
): string[] {
  const isAnew = from.epoch !== upTo.epoch || events.length === 0;
  const touched = new Set(events.flatMap((event) => event.sections));
  const slugs = sections.map(({ slug }) => slug).filter((slug) => isAnew || touched.has(slug));
  return [null, ...slugs].flatMap((slug) => Object.values(FEED_PATHS).map((path) => feedUrl(publicUrl, path, slug)));
}
