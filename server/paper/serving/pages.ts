import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import type { Log } from "../../../core/process/log.ts";
import type { Site } from "../../../core/settings/config.ts";
import type { Store } from "../../../core/store/connect.ts";
import { findAlike } from "../../../core/store/stories/alike.ts";
import { type Past, readPast, readPastRevision } from "../../../core/store/stories/past.ts";
import {
  type FoundStory,
  markWords,
  type SearchRequest,
  searchStories,
  type Unmarked,
} from "../../../core/store/stories/search.ts";
import type { StoredStory } from "../../../core/store/stories/stories.ts";
import {
  type ListRequest,
  listStories,
  readRevisions,
  readStories,
  readStory,
  type StoredRevision,
} from "../../../core/store/stories/stories.ts";
import { isUuid } from "../../../core/uuid.ts";
import type { Assets } from "../../http/answers/assets.ts";
import { isStoreAway } from "../../http/patience.ts";
import { createRelatedStories } from "../article/related-stories.ts";
import { drawStoryPage } from "../article/story-page.ts";
import type { AudioShelf } from "../audio/audio-shelf.ts";
import { drawFrontPage } from "../headlines/front-page.ts";
import { drawHeadlinesPage } from "../headlines/headlines-page.ts";
import { drawSearchPage } from "../headlines/search-page.ts";
import { drawNotFound, drawUnavailable } from "../lost-pages.ts";
import type { Press } from "../page-frame.ts";
import { pastPages } from "../past/past-pages.ts";
import type { NewsletterShelf } from "../sign-up/newsletter-shelf.ts";
import { standingPages } from "../standing/standing-pages.ts";
import type { Edition } from "./edition.ts";
import { createPageCache, type Drawn, pageOf } from "./page-cache.ts";
import { sendPage } from "./send-page.ts";

const NUMBER = /^[1-9][0-9]{0,14}$/;

export interface PaperNeeds {
  edition: Edition;
  audio: Pick<AudioShelf, "of" | "version">;
  newsletters: Pick<NewsletterShelf, "first" | "version">;
  store: Store;
  searchStore: Store;
  clock: { now(): number };
  log: Log;
  site: Site;
  assets: Assets;
}

/** What the pages ask the store. */
export interface Archive {
  readStory(id: string): Promise<StoredStory | null>;
  readRevisions(id: string): Promise<StoredRevision[]>;
  listStories(request: ListRequest): Promise<StoredStory[]>;
  searchStories(request: SearchRequest): Promise<FoundStory[]>;
  markWords(q: string, texts: Unmarked[]): Promise<string[]>;
  findAlike(id: string, limit: number): Promise<string[]>;
  readStories(ids: readonly string[]): Promise<StoredStory[]>;
  readPast(moment: Date): Promise<Past>;
  readPastRevision(id: string, rev: number): Promise<StoredStory | null>;
}

/** The reader's pages: /, /story/{id}/{slug}, /section/{section}, /latest, /search, /at/{time}, and what stands in each edition. */
export function paperPages({ store, searchStore, ...needs }: PaperNeeds): express.Router {
  return pagesFrom({
    ...needs,
    archive: {
      readStory: (id) => readStory(store, id),
      readRevisions: (id) => readRevisions(store, id),
      listStories: (request) => listStories(store, request),
      searchStories: (request) => searchStories(searchStore, request),
      markWords: (q, texts) => markWords(searchStore, q, texts),
      findAlike: (id, limit) => findAlike(searchStore, id, limit),
      readStories: (ids) => readStories(store, ids),
      readPast: (moment) => readPast(searchStore, moment),
      readPastRevision: (id, rev) => readPastRevision(searchStore, id, rev),
    },
  });
}

/** The reader's pages over any archive. */
export function pagesFrom(needs: Omit<PaperNeeds, "store" | "searchStore"> & { archive: Archive }): express.Router {
  const { edition, audio, newsletters, clock, log, site, assets, archive } = needs;
  const press: Press = { site, assets };
  const version = () => `${edition.fold().epoch}:${edition.fold().seq}`;
  const cache = createPageCache({ clock, version: () => `${version()}:${audio.version()}:${newsletters.version()}` });
  const related = createRelatedStories({ ...archive, clock });
  const cached = async (key: string, draw: (nowMs: number) => Promise<Drawn>) =>
    cache.get(key, () => draw(clock.now()));
  const notFound = () => pageOf(drawNotFound(press, clock.now()));

  const router = express.Router();
  const front = { press, edition, audio, newsletters };
  router.get("/", async (request, response) => {
    await sendPage(request, response, await cached("/", (nowMs) => drawFrontPage(front, nowMs)));
  });
  router.get("/story/:id{/:slug}", async (request, response) => {
    const { id, slug } = request.params;
    const draw = (nowMs: number) => drawStoryPage({ ...front, related, ...archive }, { id, slug }, nowMs);
    await sendPage(request, response, isUuid(id) ? await cached(`/story/${id}/${slug}`, draw) : notFound());
  });
  router.get(["/latest", "/section/:section"], async (request, response) => {
    const slug = "section" in request.params ? request.params.section : undefined;
    const section = site.sections.find((known) => known.slug === slug);
    const asked = request.query.before;
    const before = typeof asked === "string" && NUMBER.test(asked) ? Number(asked) : undefined;
    if ((slug !== undefined && !section) || (asked !== undefined && before === undefined)) {
      return sendPage(request, response, notFound());
    }
    const draw = (nowMs: number) => drawHeadlinesPage({ press, edition, ...archive }, { section, before }, nowMs);
    return sendPage(request, response, await cached(`/headlines/${slug ?? ""}/${before ?? ""}`, draw));
  });
  router.get("/search", async (request, response) => {
    const drawn = await drawSearchPage({ press, edition, ...archive }, request.query.q, clock.now());
    return sendPage(request, response, pageOf(drawn));
  });
  router.use(standingPages({ press, clock }));
  router.use(pastPages({ press, site, clock, version, notFound, ...archive }));
  router.use(unavailable(press, clock, log));
  return router;
}

/** For whatever path nothing else answers: a page that says so in the paper's own way. */
export function notFoundPage({ site, assets, clock }: Pick<PaperNeeds, "site" | "assets" | "clock">): RequestHandler {
  return (request, response) => sendPage(request, response, pageOf(drawNotFound({ site, assets }, clock.now())));
}

/** A fault while a page was made (the database is away, a bug): a page that says so. */
function unavailable(press: Press, clock: { now(): number }, log: Log): ErrorRequestHandler {
  return (fault, request, response, next) => {
    if (response.headersSent) return next(fault);
    const about = { err: fault, path: request.path };
    if (isStoreAway(fault)) log.warn(about, "the database is away");
    else log.error(about, "a page could not be made");
    return sendPage(request, response, pageOf(drawUnavailable(press, clock.now())));
  };
}
