import type { PushMessage } from "../../core/news/push.ts";
import { type AlertScope, moveSubscription, notify, openStory } from "./push/notify.ts";

/*
 * Three things, and no more: where there is no line the reader gets a page that says so, and what an open page may still
 * want of this build (its lazy parts) is here even after the next one was deployed; and a push becomes a notification (push/notify.ts).
 *
 * It never keeps a page with a story on it. A kept page is an old revision waiting to come back: it would be shown with
 * what has been corrected or taken back since, by the one part that cannot hear of it. So pages always come from the
 * network, and are asked for anew where the browser would take them out of its own cache (going back).
 *
 * The server writes the list of the build's files in front of this script: another build is another service worker.
 */

/** What is used of a service worker's scope; the DOM's types and a worker's cannot be had together. */
interface Scope extends AlertScope {
  files: readonly string[];
  registration: AlertScope["registration"] & { navigationPreload?: { enable(): Promise<void> } };
  addEventListener(
    type: "install" | "activate" | "fetch" | "push" | "notificationclick" | "pushsubscriptionchange",
    act: (event: ScopeEvent) => void,
  ): void;
}

interface ScopeEvent extends Event {
  request: Request & { isHistoryNavigation?: boolean };
  preloadResponse: Promise<Response | undefined>;
  data: { json(): PushMessage } | null;
  notification: Notification;
  oldSubscription: PushSubscription | null;
  newSubscription: PushSubscription | null;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}

const OFFLINE = "/offline";
const scope = self as unknown as Scope;
/** A file's name changes with its content, so the list names the build. */
const KEPT_AS = scope.files.join();

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(settle()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (scope.files.includes(pathname)) event.respondWith(asset(request));
});

scope.addEventListener("push", (event) => {
  const message = event.data?.json();
  if (message) event.waitUntil(notify(scope, message));
});
scope.addEventListener("notificationclick", (event) => event.waitUntil(openStory(scope, event.notification)));
scope.addEventListener("pushsubscriptionchange", (event) =>
  event.waitUntil(moveSubscription(scope, event.oldSubscription, event.newSubscription)),
);

async function keep(): Promise<void> {
  const cache = await caches.open(KEPT_AS);
  await cache.addAll([new Request(OFFLINE, { cache: "reload" }), ...scope.files]);
}

/** No page of the build before is open any more. */
async function settle(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== KEPT_AS && name !== "alerts");
  await Promise.all(others.map((name) => caches.delete(name)));
  await scope.registration.navigationPreload?.enable();
}

async function page({ request, preloadResponse }: ScopeEvent): Promise<Response> {
  try {
    const early = request.isHistoryNavigation ? undefined : await preloadResponse;
    return early ?? (await fetch(request, { cache: "no-cache" }));
  } catch {
    const offline = await (await caches.open(KEPT_AS)).match(OFFLINE);
    return offline ?? Response.error();
  }
}

async function asset(request: Request): Promise<Response> {
  const kept = await (await caches.open(KEPT_AS)).match(request.url);
  return kept ?? fetch(request);
}
