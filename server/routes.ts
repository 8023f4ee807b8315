import compression from "compression";
import express, { type Express, type RequestHandler, type Router } from "express";
import type { Clock } from "../core/clock.ts";
import type { Site } from "../core/config.ts";
import type { Health } from "../core/health.ts";
import type { Log } from "../core/log.ts";
import type { WireHead } from "../core/news/wire-event.ts";
import type { Store } from "../core/store/connect.ts";
import type { Announcer } from "./desk/announce.ts";
import { createStorySchemas } from "./desk/fields/story-schema.ts";
import { postStory } from "./desk/post-story.ts";
import { listRevisions } from "./desk/reading/list-revisions.ts";
import { listStories } from "./desk/reading/list-stories.ts";
import { readStory } from "./desk/reading/read-story.ts";
import { createRenderedBodies } from "./desk/reading/rendered-bodies.ts";
import { searchStories } from "./desk/reading/search-stories.ts";
import { readReceipt } from "./desk/receipts.ts";
import { retractStory } from "./desk/retract-story.ts";
import { reviseStory } from "./desk/revise-story.ts";
import type { Turns } from "./desk/turns.ts";
import { unscheduleStory } from "./desk/unschedule-story.ts";
import { anyone, createEditorGate } from "./http/answer.ts";
import { identifyBearer } from "./http/bearer.ts";
import { answerUnknown, catchFaults, refuseBrokenPath } from "./http/faults.ts";
import { answerOrigins, createOriginCheck } from "./http/origins.ts";
import { type Route, serveRoutes } from "./http/route-table.ts";
import { documentationPolicy, securityHeaders } from "./http/security.ts";
import { sayAlive, sayReady } from "./http/watch.ts";
import { serveDocsFile, showDocs } from "./openapi/docs-page.ts";
import { apiDocument } from "./openapi/document.ts";
import { explainProblem } from "./openapi/problem-pages.ts";

export interface RouteParts {
  store: Store;
  /** For what anybody may ask and is costly. */
  searchStore: Store;
  clock: Clock;
  turns: Turns;
  announcer: Announcer;
  site: Site;
  editorToken: string | null;
  allowedOrigins: string[];
  trustedProxies: string[];
  log: Log;
  health: () => Health;
  untilHeard: (seq: number) => Promise<void>;
  seen: () => WireHead;
  eventsApi: RequestHandler;
  eventStream: RequestHandler;
  feeds: Router;
  siteFiles: Router;
  cardFiles: Router;
  audioFiles: Router;
  pages: Router;
  notFoundPage: RequestHandler;
  assets: RequestHandler;
}

/** The whole HTTP surface, in order. */
export function createRoutes(parts: RouteParts): Express {
  const { site, assets, siteFiles, feeds, cardFiles, audioFiles, pages, trustedProxies } = parts;
  const { publicUrl } = site;
  const app = express();
  app.disable("x-powered-by").enable("strict routing").enable("case sensitive routing");
  app.set("trust proxy", trustedProxies);
  app.set("public url", publicUrl);

  app.use(securityHeaders({ publicUrl }), refuseBrokenPath);
  app.use("/v1", answerOrigins({ isAcceptedOrigin: createOriginCheck({ ...parts, publicUrl }) }));
  app.use(["/v1/stories", "/v1/search", "/v1/docs", "/v1/openapi.json"], compression());
  serveRoutes(app, routeTable(parts));
  app.use(assets, siteFiles, feeds, cardFiles, audioFiles, pages);
  app.use(answerUnknown(parts), catchFaults(parts));
  return app;
}

/** Every call of the API: method, address, who may, what it does. */
export function routeTable(parts: RouteParts): Route[] {
  const { site, health, eventsApi, eventStream } = parts;
  const { publicUrl, sections } = site;
  const editor = createEditorGate({ identify: identifyBearer(parts) });
  const schemas = createStorySchemas({ ...parts, sections });
  const desk = { ...parts, wire: "news" as const, schemas, publicUrl };
  const reading = { ...parts, sections, publicUrl, bodies: createRenderedBodies() };
  const description = { status: 200, json: apiDocument({ site, schemas }), headers: { "Cache-Control": "no-cache" } };
  return [
    ["POST", "/v1/stories", editor(postStory(desk))],
    ["POST", "/v1/stories/:id/revisions", editor(reviseStory(desk))],
    ["POST", "/v1/stories/:id/retraction", editor(retractStory(desk))],
    ["DELETE", "/v1/stories/:id/schedule", editor(unscheduleStory(desk))],
    ["GET", "/v1/stories/:id", anyone(readStory(reading))],
    ["GET", "/v1/stories/:id/revisions", anyone(listRevisions(reading))],
    ["GET", "/v1/stories/:id/receipt", editor(readReceipt(reading))],
    ["GET", "/v1/stories", anyone(listStories(reading))],
    ["GET", "/v1/search", anyone(searchStories({ ...reading, store: parts.searchStore }))],
    ["GET", "/v1/events", compression(), eventsApi],
    ["GET", "/v1/events/stream", eventStream],
    ["GET", "/v1/openapi.json", anyone(() => description)],
    ["GET", "/v1/docs", documentationPolicy({ publicUrl }), showDocs(site)],
    ["GET", "/v1/docs/:file", serveDocsFile],
    ["GET", "/problems/:name", explainProblem],
    ["GET", "/livez", sayAlive],
    ["GET", "/readyz", sayReady({ health })],
  ];
}
