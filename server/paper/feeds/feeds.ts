import express, { type RequestHandler } from "express";
import { type Cursor, parseCursor } from "../../../core/news/cursor.ts";
import { FEED_PATHS, feedUrl } from "../../../core/news/feed-address.ts";
import type { Section } from "../../../core/news/section.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { Store } from "../../../core/store/connect.ts";
import { readArchivedStories, readFeedStories, readRecentStories } from "../../../core/store/stories/feed-stories.ts";
import { readStory, type StoredStory } from "../../../core/store/stories/stories.ts";
import { readHead } from "../../../core/store/wire/wire.ts";
import { createStoryTexts } from "../article/story-texts.ts";
import type { Edition } from "../serving/edition.ts";
import { createPageCache, type Drawn } from "../serving/page-cache.ts";
import { sendPage } from "../serving/send-page.ts";
import { atom } from "./atom.ts";
import { jsonFeed } from "./json-feed.ts";
import { NEWS_AT_MOST, NEWS_HOURS, newsSitemap } from "./news-sitemap.ts";
import { type PaperFeed, paperFeed } from "./paper-feed.ts";
import { rss } from "./rss.ts";

export interface FeedsNeeds {
  edition: Pick<Edition, "fold">;
  store: Store;
  clock: { now(): number };
  site: Site;
  /** Hubs of WebSub that every feed names. */
  hubs: readonly string[];
}

interface Format {
  path: string;
  type: string;
  write: (feed: PaperFeed) => string;
}

const FORMATS: Format[] = [
  { path: FEED_PATHS.rss, type: "application/rss+xml", write: rss },
  { path: FEED_PATHS.atom, type: "application/atom+xml", write: atom },
  { path: FEED_PATHS.json, type: "application/feed+json", write: jsonFeed },
];

/** How many numbers of the wire an archive of a feed covers: see the feeds' decision, 33. */
const ARCHIVED = 50;

/** Stories leave these documents by their age, which is counted in days: nobody minds some minutes. */
const LIVES_MS = 10 * 60_000;

/**
 * The feeds of the paper and of its sections, and the news sitemap: read from the store and written once per change of
 * the wire, like pages. While the database is away they go on as they were, until the wire moves; then 503.
 */
export function paperFeeds({ edition, store, clock, site, hubs }: FeedsNeeds): express.Router {
  const cache = createPageCache({ clock, version: () => `${edition.fold().epoch}:${edition.fold().seq}` });
  const texts = createStoryTexts({ readStory: (id) => readStory(store, id) });
  const router = express.Router();
  const serve = (key: string, type: string, write: (nowMs: number) => Promise<string>) =>
    cache.get(key, async (): Promise<Drawn> => {
      const nowMs = clock.now();
      return { status: 200, html: await write(nowMs), type, livesUntilMs: nowMs + LIVES_MS };
    });

  router.use(["/feeds", "/news-sitemap.xml"], readableEverywhere);
  for (const { path, type, write } of FORMATS) {
    router.get(path, async (request, response, next) => {
      const section = sectionOf(request.query.section, site.sections);
      const until = archiveOf(request.query.until, edition.fold());
      if (section === undefined || until === undefined) return next();
      const key = `${path}?${section?.slug ?? ""}&${until?.seq ?? ""}`;
      const drawn = serve(key, `${type}; charset=utf-8`, async (nowMs) => {
        const { archive, stories } = await storiesOf(section?.slug ?? null, until);
        const bodyHtmlOf = (story: StoredStory) => texts.keep(story).bodyHtml;
        return write(paperFeed({ site, section, path, until, archive, stories, hubs, bodyHtmlOf, nowMs }));
      });
      if (hubs.length > 0 && until === null)
        response.setHeader("Link", linksOf(hubs, feedUrl(site.publicUrl, path, section?.slug ?? null)));
      return sendPage(request, response, await drawn);
    });
  }
  router.get("/news-sitemap.xml", async (request, response) => {
    const drawn = serve("/news-sitemap.xml", "application/xml; charset=utf-8", async () =>
      newsSitemap(site, await readRecentStories(store, NEWS_HOURS, NEWS_AT_MOST)),
    );
    await sendPage(request, response, await drawn);
  });
  return router;

  async function storiesOf(section: string | null, until: Cursor | null) {
    if (until) {
      const after = until.seq - ARCHIVED;
      const archive = after > 0 ? { ...until, seq: after } : null;
      return { archive, stories: await readArchivedStories(store, section, after, until.seq) };
    }
    const { epoch, top } = await readHead(store, "news"); // first: what is changed meanwhile is above it
    const after = top - (top % ARCHIVED);
    const archive = after > 0 ? { epoch, seq: after } : null;
    return { archive, stories: await readFeedStories(store, section, after) };
  }
}

/** Null: the feed itself is asked for. Undefined: there is no such archive, or not yet. */
function archiveOf(asked: unknown, { epoch, seq }: Cursor): Cursor | null | undefined {
  if (asked === undefined) return null;
  const until = parseCursor(asked);
  const isThere = until?.epoch === epoch && until.seq > 0 && until.seq <= seq && until.seq % ARCHIVED === 0;
  return isThere ? until : undefined;
}

/** Null: the whole paper is asked for. Undefined: there is no such section. */
function sectionOf(slug: unknown, sections: readonly Section[]): Section | null | undefined {
  return slug === undefined ? null : sections.find((known) => known.slug === slug);
}

/** What a subscriber looks for first (WebSub, 4): before it has to read any format. */
function linksOf(hubs: readonly string[], self: string): string {
  return [...hubs.map((hub) => `<${hub}>; rel="hub"`), `<${self}>; rel="self"`].join(", ");
}

/** A web page of anybody's may read them: they say nothing that is not everybody's. */
const readableEverywhere: RequestHandler = (_request, response, next) => {
  response.setHeader("Access-Control-Allow-Origin", "*");
  next();
};
