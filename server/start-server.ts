import { openQueues } from "../core/pipes/queues/queues.ts";
import { createClosing } from "../core/process/closing.ts";
import { type Health, healthOf, serveWatch } from "../core/process/health.ts";
import type { Log } from "../core/process/log.ts";
import { createMetrics } from "../core/process/metrics.ts";
import { repeat } from "../core/process/repeat.ts";
import type { Config } from "../core/settings/config.ts";
import { followStoreClock } from "../core/store/clock.ts";
import { connectStore } from "../core/store/connect.ts";
import { countInbox } from "../core/store/inbox/review-items.ts";
import { issuesUnderWay } from "../core/store/mailing/issues/issues.ts";
import { readOpenNewsletters } from "../core/store/mailing/open-newsletters.ts";
import { untilMigrated } from "../core/store/migrated.ts";
import { readOpenScreens } from "../core/store/newsroom/open-screens.ts";
import { attend, readPresent } from "../core/store/newsroom/presence.ts";
import { readReady } from "../core/store/stories/narrations.ts";
import { readStory } from "../core/store/stories/stories.ts";
import { readManyObserved } from "../core/store/wire/receipts.ts";
import { readAfter } from "../core/store/wire/wire.ts";
import type { CanaryState } from "./canary/flights.ts";
import { ownUrl } from "./canary/read-canary.ts";
import { startCanary } from "./canary/start-canary.ts";
import { deskPage } from "./desk/desk-page.ts";
import { deskIssue } from "./desk/issues/keep-issues.ts";
import { startIssues } from "./desk/issues/start-issues.ts";
import { tellDesks } from "./desk/newsroom/tell-desks.ts";
import { startAnnouncing } from "./desk/start-announcing.ts";
import { createTurns } from "./desk/stories/turns.ts";
import { loadAssets, serveAssets } from "./http/answers/assets.ts";
import { refuseQuery } from "./http/answers/problem.ts";
import { refuseStream } from "./http/answers/refuse-stream.ts";
import { securityHeaders } from "./http/answers/security.ts";
import { addressBlock } from "./http/callers/address-block.ts";
import { clientAddress } from "./http/callers/client-address.ts";
import { createOriginCheck } from "./http/callers/origins.ts";
import { listenOn } from "./http/listen-on.ts";
import { openWaitingRoom } from "./http/waiting-room.ts";
import { readEvents } from "./live/read-events.ts";
import { startLive } from "./live/start-live.ts";
import { streamEvents } from "./live/stream-events.ts";
import { startMailing } from "./mailing/start-mailing.ts";
import { audioFiles } from "./paper/audio/audio-files.ts";
import { openAudioShelf } from "./paper/audio/audio-shelf.ts";
import { paperFeeds } from "./paper/feeds/feeds.ts";
import { createEdition } from "./paper/serving/edition.ts";
import { notFoundPage, paperPages } from "./paper/serving/pages.ts";
import { siteFiles } from "./paper/serving/site-files.ts";
import { openNewsletterShelf } from "./paper/sign-up/newsletter-shelf.ts";
import { cardFiles } from "./paper/social-card/card-files.ts";
import { openCardStudio } from "./paper/social-card/card-studio.ts";
import { type People, startPeople } from "./people/start-people.ts";
import { startPushDoor } from "./push/start-push-door.ts";
import { openBoard } from "./queues/board.ts";
import { createRoutes } from "./routes.ts";

/** After a new epoch the paper's pages are drawn anew this soon, or as soon as the store can be read. */
const FRESHEN_MS = 250;

export interface RunningServer {
  port: number;
  metricsPort: number;
  /** Whether a story would travel the whole way now, as this server observes it; null: its canary is off. */
  canary(): CanaryState | null;
  /** Ends at once; readers come back with their cursor. */
  close(): Promise<void>;
  /** Sends readers elsewhere first. */
  drain(): Promise<void>;
}

/** More than these only wait for each other at the wire's counter; fewer than the pool, so that reads find room. */
const COMMITS_AT_ONCE = 6;

/** Wires one server process: the way in, the paper, the way out. Resolves when it is listening and ready. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const closing = createClosing((name, failure) => log.error({ err: failure, name }, "could not close"));
  const { site, allowedOrigins, trustedProxies } = config;
  const metrics = createMetrics("server");
  const isAcceptedOrigin = createOriginCheck({ publicUrl: site.publicUrl, allowedOrigins });

  const store = connectStore({ databaseUrl: config.databaseUrl, poolSize: 10, name: "london-server", metrics });
  closing.add("store", () => store.destroy());
  // Its own few connections: however many search, nobody who publishes waits for one.
  const searchStore = connectStore({ databaseUrl: config.databaseUrl, poolSize: 2, name: "london-search", metrics });
  closing.add("search store", () => searchStore.destroy());
  await untilMigrated(store, log, (waitsFor) => openWaitingRoom(config, securityHeaders(site), waitsFor));
  const clock = await followStoreClock(store, log);
  closing.add("clock", () => clock.close());
  const announcing = startAnnouncing({ config, store, clock, metrics, log, closing });
  const { queue, announcer } = announcing;
  const turns = createTurns(COMMITS_AT_ONCE);
  const canary = config.hasCanary
    ? startCanary({ store, clock, turns, queue, publicUrl: site.publicUrl, metrics, log, closing })
    : null;
  const assets = await loadAssets();
  const audio = openAudioShelf({ readReady: (since) => readReady(store, since), clock });
  closing.add("audio", () => audio.close());
  const newsletters = await openNewsletterShelf(() => readOpenNewsletters(store));
  closing.add("newsletters", () => newsletters.close());
  const edition = createEdition({ store, clock });
  const studio = openCardStudio();
  closing.add("card studio", () => studio.close());
  const told = tellDesks({
    desks: () => people.deskDoor.sockets(),
    readReceipts: (watched) => readManyObserved(store, watched),
    readScreens: () => readOpenScreens(store),
    readIssues: async () => (await issuesUnderWay(store)).map((issue) => deskIssue(issue, site.publicUrl)),
    readPresent: (texts) => readPresent(store, texts),
    readInbox: () => countInbox(store),
    attend: (attendance, name) => attend(store, attendance, name),
  });
  closing.add("told desks", () => told.close());
  const people: People = startPeople({
    ...{ store, clock, log, site, assets, editorToken: config.editorToken, sessionSecret: config.sessionSecret },
    ...{ closing, isAcceptedOrigin, metrics, redisUrl: config.redisUrl, redisPrefix: config.redisPrefix },
    addressOf: (request) => addressOf(request),
    deskEvents: {
      watch: { who: "reporter", isWrite: false, handle: told.watch },
      attend: { who: "reporter", isWrite: true, handle: told.attend },
    },
  });

  const mailing = startMailing({
    ...{ config, store, clock, log, metrics, closing, assets, isAcceptedOrigin },
    addressOf: (request) => addressOf(request),
  });

  let isDraining = false;
  const health = (): Health => {
    const brokenHop = canary?.state().brokenHop ?? null;
    return healthOf(
      { ring: true, serving: !isDraining, "event loop": !live.isStalled() },
      {
        ...{ heartbeat: !live.wire.hearsWorkers(), wire: !live.wire.isSure(), edition: edition.isStale() },
        [`canary: ${brokenHop}`]: brokenHop !== null,
      },
    );
  };
  const live = await startLive({
    ...{ store, clock, metrics, log, closing, isAcceptedOrigin, canary },
    ...{ redisUrl: config.redisUrl, redisPrefix: config.redisPrefix, readersPerAddress: config.readersPerAddress },
    clientOf: (request) => addressBlock(addressOf(request)),
    sideDoors: [people.deskDoor],
    onEvent: edition.apply,
    onNewEpoch: edition.outdate,
  });
  await edition.load();
  closing.add(
    "edition",
    repeat(FRESHEN_MS, () => (edition.isStale() ? edition.load().catch(() => {}) : undefined)),
  );

  const queues = openQueues(config);
  closing.add("queues", () => queues.close());
  const app = createRoutes({
    board: openBoard(queues),
    ...{ store, searchStore, clock, turns, ...announcing, site, allowedOrigins, trustedProxies, log, health },
    ...{ identify: people.identify, people: people.routeParts, mailing },
    push: startPushDoor({ config, store, closing, addressOf: (request) => addressOf(request) }),
    canary: () => canary?.state() ?? null,
    untilHeard: live.wire.untilHeard,
    seen: live.wire.seen,
    eventsApi: readEvents(
      { wire: live.wire, readAfter: (after, limit) => readAfter(store, "news", after, limit) },
      refuseQuery,
    ),
    eventStream: streamEvents({
      ...{ ...live.join, pump: live.pump, clock, retryAfterMs: live.retryAfterMs },
      ...{ streamRefusal: live.door.streamRefusal, refuse: refuseStream },
    }),
    issues: await startIssues({ config, clock, announcer, closing }),
    feeds: paperFeeds({ edition, store, clock, site, hubs: config.websubHubs }),
    siteFiles: await siteFiles({ site, assets }),
    cardFiles: cardFiles({ site, edition, readStory: (id) => readStory(store, id), studio }),
    audioFiles: audioFiles({ store: searchStore }),
    pages: paperPages({ edition, audio, newsletters, store, searchStore, clock, log, site, assets }),
    deskPage: deskPage({ site, assets }),
    notFoundPage: notFoundPage({ site, assets, clock }),
    assets: serveAssets(),
  });
  const addressOf = clientAddress(app.get("trust proxy fn"));

  const listeners = await listenOn(config, { dress: securityHeaders(site), door: live.door, app });
  closing.add("listeners", () => live.door.close().finally(listeners.close)); // a port waits for whoever is in
  const watch = await serveWatch({ port: config.metricsPort, host: config.metricsHost, metrics });
  closing.add("watch", () => watch.close());
  const { port } = listeners;
  if (live.canaryWire) canary?.fly(ownUrl(config.hosts, port), live.canaryWire);
  log.info({ port, metricsPort: watch.port }, "server started");
  return {
    port,
    metricsPort: watch.port,
    canary: () => canary?.state() ?? null,
    close: closing.close,
    drain: async () => {
      isDraining = true;
      await live.drain();
      await closing.close();
    },
  };
}
