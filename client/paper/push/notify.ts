import type { PushMessage } from "../../../core/news/push.ts";
import type { AlertData } from "./alert-data.ts";

/*
 * A push becomes a notification: one for each story, whatever comes, in whatever order and however often. The tag makes
 * one of them; which revision was told last is kept apart, because a notification that was sent away leaves no trace, and
 * neither an older revision nor the same one again may bring it back.
 *
 * Browsers let a site push only if each push shows something, and take the right away from those that do not. So what
 * needs no telling is shown without a sound and closed at once.
 */

/** What is used of a service worker's scope; the DOM's types and a worker's cannot be had together. */
export interface AlertScope {
  registration: {
    getNotifications(filter: { tag: string }): Promise<Notification[]>;
    showNotification(title: string, options: object): Promise<void>;
    pushManager: PushManager;
  };
  clients: {
    matchAll(filter: { type: "window"; includeUncontrolled: true }): Promise<OpenPage[]>;
    openWindow(path: string): Promise<unknown>;
  };
}

interface OpenPage {
  url: string;
  visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  postMessage(message: object, transfer: Transferable[]): void;
}

const TOLD = "alerts";
const TOLD_AT_MOST = 100;
const ANSWER_WITHIN_MS = 500;

/** One push at a time: two about one story must not pass each other. */
export function notify(scope: AlertScope, message: PushMessage): Promise<void> {
  return navigator.locks.request("alerts", () => tell(scope, message));
}

async function tell(scope: AlertScope, message: PushMessage): Promise<void> {
  const { story, rev } = message;
  const told = await caches.open(TOLD);
  const place = `/alerts/${story}`;
  const toldRev = Number(await (await told.match(place))?.text());
  if (toldRev >= rev) return showAgain(scope, message);
  await show(scope, message, false);
  await told.put(place, new Response(String(rev)));
  for (const old of (await told.keys()).slice(0, -TOLD_AT_MOST)) await told.delete(old);
  if (await isOnScreen(scope, message)) await close(scope, story);
}

/** Something older, or the same again: what stands goes on standing, and what was sent away stays away. */
async function showAgain(scope: AlertScope, { story, ...message }: PushMessage): Promise<void> {
  const [present] = await scope.registration.getNotifications({ tag: story });
  if (!present) {
    await show(scope, { ...message, story }, true);
    return close(scope, story);
  }
  const { title, body, data } = present;
  return show(scope, { ...message, ...(data as AlertData), title, body }, true);
}

async function show({ registration }: AlertScope, message: PushMessage, isSilent: boolean): Promise<void> {
  const { story, rev, what, title, body, path, at } = message;
  await registration.showNotification(title, {
    ...{ body, tag: story, icon: "/favicon.ico", timestamp: Date.parse(at) },
    data: { story, rev, what, path } satisfies AlertData,
    renotify: what !== "alert" && !isSilent, // who was told wrong is told so
    silent: isSilent,
  });
}

async function close({ registration }: AlertScope, story: string): Promise<void> {
  for (const notification of await registration.getNotifications({ tag: story })) notification.close();
}

/** Whether a page that somebody sees shows it: the second wall, for what the servers could not know in time. */
async function isOnScreen({ clients }: AlertScope, { story, rev }: PushMessage): Promise<boolean> {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const answers = pages
    .filter(({ visibilityState }) => visibilityState === "visible")
    .map((page) => {
      const { port1, port2 } = new MessageChannel();
      return new Promise<boolean>((resolve) => {
        port1.onmessage = ({ data }) => resolve(data === true);
        setTimeout(resolve, ANSWER_WITHIN_MS, false);
        page.postMessage({ story, rev }, [port2]);
      });
    });
  return (await Promise.all(answers)).includes(true);
}

/** The story, in the tab that has it open, or in a new one. */
export async function openStory({ clients }: AlertScope, notification: Notification): Promise<void> {
  const { story, path } = notification.data as AlertData;
  notification.close();
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find(({ url }) => new URL(url).pathname.startsWith(`/story/${story}`));
  await (open ? open.focus() : clients.openWindow(path));
}

/** The browser changed its address: the paper is told the new one, by whoever knows the old one. */
export async function moveSubscription(
  { registration }: AlertScope,
  before: PushSubscription | null,
  after: PushSubscription | null,
): Promise<void> {
  if (!before) return; // the next page that is opened notices
  const { endpoint, keys } = (after ?? (await registration.pushManager.subscribe(before.options))).toJSON();
  await fetch("/v1/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ replaces: before.endpoint, endpoint, keys }),
  });
}
