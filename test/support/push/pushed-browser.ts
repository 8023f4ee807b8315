import type { BrowserContext, CDPSession, Page } from "playwright-core";
import type { PushMessage } from "../../../core/news/push.ts";
import { eventually } from "../deadline.ts";

/*
 * Pushes that reach a real browser's service worker. No push service stands behind it: the browser's own debugging
 * protocol hands the payload over, as the browser's network process would, and what becomes of it is asked of the worker.
 */

/** A notification that is on the screen. */
export interface Shown {
  title: string;
  body: string;
  tag: string;
  rev: number;
}

export interface PushedBrowser {
  /** Resolves once the service worker is done with it; with one that is older than what was told, at once. */
  pushes(message: PushMessage): Promise<void>;
  /** What stands now. */
  shown(): Promise<Shown[]>;
  /** Resolves once exactly these titles stand. */
  shows(...titles: string[]): Promise<Shown[]>;
}

/**
 * In the page: whether the service worker has told of it and is done. Nobody asks the browser for its notifications while it
 * is putting one up: on a busy machine one was missing then.
 */
async function isTold({ story, rev }: PushMessage): Promise<true | undefined> {
  const told = await (await caches.open("alerts")).match(`/alerts/${story}`);
  if (Number(await told?.text()) < rev || !told) return undefined;
  await navigator.locks.request("alerts", () => {});
  return true;
}

/** The page's service worker is in charge, and the reader has allowed notifications. */
export async function openPushedBrowser(page: Page): Promise<PushedBrowser> {
  const context = page.context();
  const origin = new URL(page.url()).origin;
  await context.grantPermissions(["notifications"], { origin });
  await page.reload();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const { session, registrationId } = await registrationOf(context, page, origin);

  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const all = await registration.getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, rev: data.rev as number }));
    });
  return {
    pushes: async (message) => {
      const data = JSON.stringify(message);
      await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
      await eventually(`the service worker to have told of ${message.title}`, () => page.evaluate(isTold, message));
    },
    shown,
    shows: (...titles) => {
      let standing: string[] = [];
      return eventually(`the notifications ${titles.join(", ") || "gone"}`, async () => {
        const all = await shown();
        standing = all.map(({ title }) => title).sort();
        return standing.join("\n") === [...titles].sort().join("\n") ? all : undefined;
      }).catch((failure: Error) => {
        throw new Error(`${failure.message}; there stood ${standing.join(", ") || "none"}`);
      });
    },
  };
}

async function registrationOf(
  context: BrowserContext,
  page: Page,
  origin: string,
): Promise<{ session: CDPSession; registrationId: string }> {
  const session = await context.newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (own) resolve(own.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  return { session, registrationId: await found };
}
