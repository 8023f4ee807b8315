import type { IncomingMessage } from "node:http";
import compression from "compression";
import express, { type Express, type RequestHandler, type Router } from "express";
import type { Clock } from "../core/clock.ts";
import type { WireHead } from "../core/news/wire-event.ts";
import type { Strip } from "../core/pipes/desk-events.ts";
import type { StoryQueue } from "../core/pipes/queues/story-queue.ts";
import type { Health } from "../core/process/health.ts";
import type { Log } from "../core/process/log.ts";
import type { Site } from "../core/settings/config.ts";
import type { Store } from "../core/store/connect.ts";
import { createStorySchemas } from "./desk/fields/story-schema.ts";
import { issueRoutes, type MailingDeskParts } from "./desk/issues/issue-routes.ts";
import { createIssueSchemas } from "./desk/issues/issue-schema.ts";
import { newsroomRoutes } from "./desk/newsroom/newsroom-routes.ts";
import { listRevisions } from "./desk/reading/list-revisions.ts";
import { listStories } from "./desk/reading/list-stories.ts";
import { listNinjs } from "./desk/reading/ninjs/list-ninjs.ts";
import { readNinjs } from "./desk/reading/ninjs/read-ninjs.ts";
import { readStory } from "./desk/reading/read-story.ts";
import { createRenderedBodies } from "./desk/reading/rendered-bodies.ts";
import { searchStories } from "./desk/reading/search-stories.ts";
import type { Announcer } from "./desk/stories/announce.ts";
import type { CommitParts } from "./desk/stories/commit.ts";
import { postStory } from "./desk/stories/post-story.ts";
import { readReceipt } from "./desk/stories/receipts.ts";
import { retractStory } from "./desk/stories/retract-story.ts";
import { reviseStory } from "./desk/stories/revise-story.ts";
import type { Turns } from "./desk/stories/turns.ts";
import { unscheduleStory } from "./desk/stories/unschedule-story.ts";
import { anyone, known } from "./http/answers/answer.ts";
import { sendProblem } from "./http/answers/problem.ts";
import { documentationPolicy } from "./http/answers/security.ts";
import type { Caller } from "./http/callers/caller.ts";
import { answerOrigins, createOriginCheck } from "./http/callers/origins.ts";
import { answerUnknown, catchFaults, refuseBrokenPath } from "./http/faults.ts";
import { createGate } from "./http/gate.ts";
import { type Route, serveRoutes } from "./http/route-table.ts";
import { sayAlive, sayReady } from "./http/watch.ts";
import { inboxRoutes } from "./inbox/inbox-routes.ts";
import type { MailReportParts } from "./mailing/mail-reports.ts";
import type { MailingParts } from "./mailing/mailing-parts.ts";
import { mailingRoutes } from "./mailing/mailing-routes.ts";
import { liveDocument } from "./openapi/asyncapi.ts";
import { serveDocsFile, showDocs } from "./openapi/docs-page.ts";
import { apiDocument, type DocumentParts } from "./openapi/document.ts";
import { explainProblem } from "./openapi/problem-pages.ts";
import { readMe } from "./people/looking-after/me.ts";
import { type PeopleParts, peopleRoutes, refusePage } from "./people/people-routes.ts";
import type { SubscriptionParts } from "./push/keep-subscriptions.ts";
import { pushRoutes } from "./push/push-routes.ts";
import type { Board } from "./queues/board.ts";
import { queueRoutes } from "./queues/queue-routes.ts";
import { webhookRoutes } from "./webhooks/webhook-routes.ts";

export interface RouteParts {
  store: Store;
  /** For what anybody may ask and is costly. */
  searchStore: Store;
  board: Board;
  clock: Clock;
  turns: Turns;
  queue: StoryQueue;
  announcer: Announcer;
  onOutcome: NonNullable<CommitParts["onOutcome"]>;
  site: Site;
  identify: (request: IncomingMessage) => Promise<Caller | null>;
  people: PeopleParts;
  push: SubscriptionParts;
  mailing: MailingParts & MailReportParts;
  allowedOrigins: string[];
  trustedProxies: string[];
  log: Log;
  health: () => Health;
  canary: () => Strip["canary"];
  untilHeard: (seq: number) => Promise<void>;
  seen: () => WireHead;
  eventsApi: RequestHandler;
  eventStream: RequestHandler;
  feeds: Router;
  siteFiles: Router;
  cardFiles: Router;
  audioFiles: Router;
  /** What newsletters need beyond what stories do. */
  issues: Pick<MailingDeskParts, "mail" | "from" | "mailLine" | "wakeMailers">;
  pages: Router;
  deskPage: RequestHandler;
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

  app.use(refuseBrokenPath);
  const isAcceptedOrigin = createOriginCheck({ ...parts, publicUrl });
  app.use("/v1", answerOrigins({ isAcceptedOrigin }));
  app.use(
    ["/v1/stories", "/v1/search", "/v1/ninjs", "/v1/desk", "/v1/docs", "/v1/openapi.json", "/v1/asyncapi.json"],
    compression(),
  );
  const { identify, people } = parts;
  const onPage = refusePage(people);
  const gate = createGate({ identify, isAcceptedOrigin, refusePage: onPage, refuse: sendProblem });
  serveRoutes(app, gate, routeTable(parts));
  app.use(assets, siteFiles, feeds, cardFiles, audioFiles, pages);
  app.use(answerUnknown(parts), catchFaults({ ...parts, refusePage: onPage }));
  return app;
}

/** Every call of the API and every page of the desk: method, address, who may, what it does. */
export function routeTable(parts: RouteParts): Route[] {
  const { site, health, eventsApi, eventStream } = parts;
  const { publicUrl, sections } = site;
  const schemas = createStorySchemas({ ...parts, sections });
  const issueSchemas = createIssueSchemas(parts);
  const desk = { ...parts, wire: "news" as const, schemas, publicUrl };
  const reading = { ...parts, sections, publicUrl, bodies: createRenderedBodies() };
  return [
    ["POST", "/v1/stories", "editor", known(postStory(desk))],
    ["POST", "/v1/stories/:id/revisions", "editor", known(reviseStory(desk))],
    ["POST", "/v1/stories/:id/retraction", "editor", known(retractStory(desk))],
    ["DELETE", "/v1/stories/:id/schedule", "editor", known(unscheduleStory(desk))],
    ["GET", "/v1/stories/:id", "anyone", anyone(readStory(reading))],
    ["GET", "/v1/stories/:id/revisions", "anyone", anyone(listRevisions(reading))],
    ["GET", "/v1/stories/:id/receipt", "editor", known(readReceipt(reading))],
    ["GET", "/v1/stories/:id/ninjs", "anyone", anyone(readNinjs(reading))],
    ["GET", "/v1/stories", "anyone", anyone(listStories(reading))],
    ["GET", "/v1/ninjs", "anyone", anyone(listNinjs(reading))],
    ["GET", "/v1/search", "anyone", anyone(searchStories({ ...reading, store: parts.searchStore }))],
    ["GET", "/v1/events", "anyone", compression(), eventsApi],
    ["GET", "/v1/events/stream", "anyone", eventStream],
    ["GET", "/v1/me", "reporter", known(readMe)],
    ["GET", "/livez", "anyone", sayAlive],
    ["GET", "/readyz", "anyone", sayReady({ health })],
    ...descriptionRoutes({ site, schemas, issueSchemas, subscriptions: parts.push.schemas }),
    ...issueRoutes({
      ...{ ...desk, ...parts.issues, issueSchemas },
      sectionSlugs: sections.map(({ slug }) => slug),
    }),
    ...newsroomRoutes({ ...desk, sections, timeZone: site.timeZone }),
    ...inboxRoutes({ ...parts, press: parts.people.press }),
    ...peopleRoutes(parts.people),
    ...pushRoutes(parts.push),
    ...queueRoutes({ board: parts.board, store: parts.store, publicUrl }),
    ...webhookRoutes({ store: parts.store, sections, press: parts.people.press }),
    ...mailingRoutes(parts.mailing),
  ];
}

/** What the API says of itself. */
function descriptionRoutes(parts: DocumentParts): Route[] {
  const { site } = parts;
  const calls = { status: 200, json: apiDocument(parts), headers: { "Cache-Control": "no-cache" } };
  const live = { ...calls, json: liveDocument(site) };
  return [
    ["GET", "/v1/openapi.json", "anyone", anyone(() => calls)],
    ["GET", "/v1/asyncapi.json", "anyone", anyone(() => live)],
    ["GET", "/v1/docs", "anyone", documentationPolicy(site), showDocs(site)],
    ["GET", "/v1/docs/:file", "anyone", serveDocsFile],
    ["GET", "/problems/:name", "anyone", explainProblem],
  ];
}
