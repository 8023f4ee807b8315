import express, { type RequestHandler } from "express";
import type { Site } from "../../../core/config.ts";
import type { Section } from "../../../core/news/section.ts";
import type { Store } from "../../../core/store/connect.ts";
import { readFeedStories, readRecentStories } from "../../../core/store/feed-stories.ts";
import { readStory } from "../../../core/store/stories.ts";
import { createStoryTexts } from "../article/story-texts.ts";
import type { Edition } from "../edition.ts";
import { createPageCache, type Drawn } from "../page-cache.ts";
import { sendPage } from "../send-page.ts";
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
}

interface Format {
  path: string;
  type: string;
  write: (feed: PaperFeed) => string;
}

const FORMATS: Format[] = [
  { path: "/feeds/rss.xml", type: "application/rss+xml", write: rss },
  { path: "/feeds/atom.xml", type: "application/atom+xml", write: atom },
  { path: "/feeds/feed.json", type: "application/feed+json", write: jsonFeed },
];

/** Stories leave these documents by their age, which is counted in days: nobody minds some minutes. */
const LIVES_MS = 10 * 60_000;

/**
 * The feeds of the paper and of its sections, and the news sitemap: read from the store and written once per change of
 * the wire, like pages. While the database is away they go on as they were, until the wire moves; then 503.
 */
export function paperFeeds({ edition, store, clock, site }: FeedsNeeds): express.Router {
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
      if (section === undefined) return next();
      const drawn = serve(`${path}?${section?.slug ?? ""}`, `${type}; charset=utf-8`, async (nowMs) => {
        const stories = await readFeedStories(store, section?.slug ?? null);
        return write(
          paperFeed({ site, section, path, stories, bodyHtmlOf: (story) => texts.keep(story).bodyHtml, nowMs }),
        );
      });
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
}

/** Null: the whole paper is asked for. Undefined: there is no such section. */
function sectionOf(slug: unknown, sections: readonly Section[]): Section | null | undefined {
  return slug === undefined ? null : sections.find((known) => known.slug === slug);
}

/** A web page of anybody's may read them: they say nothing that is not everybody's. */
const readableEverywhere: RequestHandler = (_request, response, next) => {
  response.setHeader("Access-Control-Allow-Origin", "*");
  next();
};
